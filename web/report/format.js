// Numbers as people read them.

/** A float32 in as few digits as name it. */
export const single = value => value === null || value === undefined ? null : Number(value.toPrecision(9));

export const minus = text => text.replace(/^-/, '\u2212');

/** Digits after the point that show the smallest value with three figures. */
function decimalsFor(values, most = 3) {
  const smallest = Math.min(...values.filter(v => v > 0 && Number.isFinite(v)));
  return Number.isFinite(smallest) ? Math.max(0, Math.min(most, 2 - Math.floor(Math.log10(smallest)))) : 0;
}

/** One unit for a whole column, so that its numbers can be compared by eye. */
export function scaleOf(values, units) {
  const known = values.filter(v => v > 0 && Number.isFinite(v));
  const smallest = known.length ? Math.min(...known) : 1;
  const [factor, unit] = units.find(([size]) => smallest >= size * 0.1) ?? units[units.length - 1];
  const decimals = decimalsFor(known.map(v => v / factor), 3);
  const format = value => value === null || value === undefined ? '–' : minus((value / factor).toFixed(decimals));
  return { unit, factor, decimals, format, full: value => value === null || value === undefined ? '–' : `${format(value)} ${unit}` };
}

/** A single value in its own unit with three figures, as the sentences of the result have it. */
export function natural(value, units) {
  const [factor, unit] = units.find(([size]) => value >= size * 0.9995) ?? units[units.length - 1];
  const decimals = value / factor >= 99.95 ? 0 : value / factor >= 9.995 ? 1 : 2;
  return { factor, unit, decimals, text: (value / factor).toFixed(decimals) };
}

/** What happens to a sample: one text, or one for each of several inputs. */
export function preprocessing(steps) {
  const entries = Object.entries(steps ?? {});
  return entries.map(([name, text]) => entries.length === 1 && name === 'steps' ? text : `${name}: ${text}`).join('; ');
}

/** Two latencies compared: '1.17× faster than the source', '4 % slower than the source'. */
export function speed(ratio, other) {
  const factor = Math.max(ratio, 1 / ratio);
  if (factor < 1.005) return `as fast as ${other}`;
  const size = factor < 1.1 ? `${Number(((factor - 1) * 100).toFixed(1))} %` : `${factor < 9.995 ? factor.toFixed(2) : Number(factor.toFixed(1))}×`;
  return `${size} ${ratio > 1 ? 'slower' : 'faster'} than ${other}`;
}

export const timeUnits = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']];

export const byteUnits = [[1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB'], [1, 'B']];

export const capital = text => text ? text[0].toUpperCase() + text.slice(1) : '';

export const percent = (value, decimals = 1) => value === null || value === undefined ? '–' : minus((value * 100).toFixed(decimals));

export const times = value => `${value.toFixed(value < 10 ? (value < 2 ? 2 : 1) : 0)}×`;

export const grouped = value => value === null || value === undefined ? 'unknown' : String(value).replace(/\B(?=(\d{3})+$)/g, ',');

export const millions = value => value === null || value === undefined ? 'unknown'
  : value >= 1e9 ? `${(value / 1e9).toPrecision(3)} G` : value >= 1e6 ? `${(value / 1e6).toPrecision(3)} M` : grouped(value);

export const small = value => value === null || value === undefined ? 'not finite'
  : value === 0 ? '0' : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4 ? minus(Number(value.toPrecision(3)).toString()) : minus(value.toExponential(1));

export const sizeText = ratio => ratio >= 1.005 ? `${times(ratio)} smaller than the source` : ratio <= 0.995 ? `${times(1 / ratio)} larger than the source` : 'as large as the source';
