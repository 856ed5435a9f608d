// A linear or logarithmic axis.
/**
 * An axis of latencies or other positive values: linear, or logarithmic where they span more than a factor of 8. Plots work in the units of
 * map().
 * @param factor what a unit of the axis is in the unit of the values.
 */
export function latencyAxis(t, valuesNs, name, fromZero, factor) {
  // A duration of 0, which no clock gives, would have no place on a logarithmic axis.
  const f = factor, high = Math.max(...valuesNs) / f || 1, low = Math.max(Math.min(...valuesNs) / f, high / 1e6);
  const shared = { type: 'value', name, nameLocation: 'middle', nameGap: 32, nameTextStyle: { color: t.soft, fontSize: 12 }, axisLine: { show: false }, splitLine: { lineStyle: { color: t.grid } } };
  const label = { color: t.soft, fontSize: 12, hideOverlap: true };
  if (high / low <= 8)
    return { map: ns => ns / f, log: false, axis: { ...shared, min: fromZero ? 0 : low, max: high * 1.03, axisTick: { show: false }, axisLabel: { ...label, showMaxLabel: false, formatter: v => String(Number(v.toPrecision(3))) } } };
  const marks = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)); power++) for (const step of [1, 2, 5]) marks.push(Math.log10(step) + power);
  const min = Math.log10(low / 1.35), max = Math.log10(high * 1.12), customValues = marks.filter(m => m >= min && m <= max);
  return { map: ns => Math.log10(Math.max(ns / f, low)), log: true, axis: { ...shared, name: name + ' (logarithmic)', min, max, axisTick: { show: false, customValues }, axisLabel: { ...label, customValues, formatter: v => String(Number((10 ** v).toPrecision(3))) } } };
}
