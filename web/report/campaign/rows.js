// Tables by columns as rows, and what is asked of rows. Nothing here touches the document.

/** Rows of a table by columns: a cell of a column with texts is a place in them. */
export function rowsOf(columns) {
  const names = Object.keys(columns), count = names.length ? columns[names[0]].cells.length : 0, rows = new Array(count);
  for (let i = 0; i < count; i++) {
    const row = {};
    for (const name of names) {
      const { texts, cells } = columns[name];
      row[name] = cells[i] !== null && texts.length ? texts[cells[i]] : cells[i];
    }
    rows[i] = row;
  }
  return rows;
}

/** A reason without what differs between trials: quoted names, paths of models and numbers, so that the same cause is one line. */
export const causeOf = reason => reason
  .replace(/'[^']*'/g, "'…'").replace(/"[^"]*"/g, '"…"')
  .replace(/(^|\s)[^\s:]*[/\\][^\s:]+/g, '$1…').replace(/(^|\s)\S+\.(onnx|tflite|caffemodel|prototxt|pt|py)\b/g, '$1…')
  .replace(/\d[\d.,]*/g, 'N');

/** How often each ending with each cause came, the most frequent first. */
export function causes(trials) {
  const found = new Map();
  for (const t of trials) {
    if (!t.reason || t.ending === 'skipped') continue;
    const key = `${t.ending}|${causeOf(t.reason)}`;
    const entry = found.get(key) ?? { ending: t.ending, count: 0, example: t.reason, devices: new Set() };
    entry.count++;
    if (t.device) entry.devices.add(t.device);
    found.set(key, entry);
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

/** Ended attempts by stretches of time of equal length: its middle, and how many ended in it, by ending. */
export function byTime(attempts, most = 60) {
  if (!attempts.length) return { step: 0, bins: [] };
  let first = Infinity, last = -Infinity;
  for (const a of attempts) { first = Math.min(first, a.started); last = Math.max(last, a.ended); }
  const step = Math.max(1000, (last - first) / most), bins = [];
  for (let i = 0; first + i * step <= last; i++) bins.push({ from: first + i * step, succeeded: 0, other: 0 });
  for (const a of attempts) {
    const bin = bins[Math.min(bins.length - 1, Math.floor((a.ended - first) / step))];
    if (a.ending === 'succeeded') bin.succeeded++; else bin.other++;
  }
  return { step, bins };
}

/** The rows in which every word stands somewhere, and whose fields are those that were chosen. */
export function filtered(rows, text, chosen) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fields = Object.entries(chosen).filter(([, value]) => value !== '');
  return rows.filter(row => fields.every(([name, value]) => (row[name] ?? '') === value)
    && (!words.length || words.every(word => textOf(row).includes(word))));
}

const texts = new WeakMap();

function textOf(row) {
  if (!texts.has(row))
    texts.set(row, [row.model, row.variant, row.device, row.target, row.ending, row.state, row.reason, row.verdict].filter(Boolean).join('\n').toLowerCase());
  return texts.get(row);
}

/** Anchors of each device and target as points of time, ratio and the ends of its interval, in the order of time. */
export function seriesOf(anchors) {
  const found = new Map();
  for (const a of anchors) {
    const name = `${a.device} ${a.target}`;
    if (!found.has(name)) found.set(name, []);
    found.get(name).push([a.started, a.ratio, a.low, a.high]);
  }
  return [...found].map(([name, points]) => ({ name, points: points.sort((a, b) => a[0] - b[0]) }));
}

/** A share as a percentage with one decimal at most. */
export const percentOf = share => `${Number((100 * share).toFixed(1))} %`;
