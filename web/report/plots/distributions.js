// The samples of each trial.
import { foldedSection, narrow } from '../dom.js';
import { latencyScale, measured, visible } from '../model.js';
import { base, figure, line, names, plot, widthOf } from './chart.js';
import { tip } from './tip.js';
import { latencyAxis } from './latencyAxis.js';

/** (b) Each trial's samples as dots under a box of quartiles with whiskers from p5 to p95. */
export function distributions() {
  if (!measured.length) return null;
  const label = `Latency of single inferences of ${measured.length} trials; medians: `
    + `${measured.map(r => `${r.name} ${latencyScale.full(r.latency.medianNs)}`).join('; ')}`;
  return foldedSection('distributions', 'Latency distributions',
    'Box: quartiles of all inferences; whiskers: 5th to 95th percentile; dots: single inferences. The dark line is the median of the trial, '
      + 'the mean over its launches: where launches differ, it can lie outside of the box. A dot beyond the right edge is not drawn.',
    figure(plot('distributions', () => 50 + visible(measured).length * 44, label, t => {
      const trials = visible(measured);
      const limit = Math.min(Math.max(...trials.map(r => r.plot.maxNs)), Math.max(...trials.map(r => r.plot.p95Ns)) * 1.15);
      const labels = trials.map(r => narrow() ? `${r.variant.name}\n${r.trial.delegate}` : r.name), room = widthOf(labels);
      const x = latencyAxis(t, [...trials.map(r => r.plot.minNs), limit], `Latency of one inference, ${latencyScale.unit}`, true, latencyScale.factor);
      const rowsOf = draw => ({ type: 'custom', data: trials.map((r, i) => [x.map(r.latency.medianNs), i]), renderItem: (p, api) => draw(trials[p.dataIndex], p.dataIndex, api) });
      return base(t, {
        grid: { left: room + 12, right: 28, top: 6, bottom: 50 },
        xAxis: x.axis, yAxis: names(t, labels, room),
        tooltip: { ...base(t, {}).tooltip, formatter: p => tip(trials[p.dataIndex]) },
        series: [{ ...rowsOf((r, i, api) => dots(r, i, api, t, x.map, limit)), z: 2 }, { ...rowsOf((r, i, api) => box(r, i, api, t, x.map)), z: 3 }],
      });
    })));
}

function dots(row, index, api, t, map, limit) {
  const colour = t.of(row.index), half = 11;
  const middle = api.coord([map(row.latency.medianNs), index])[1] + 9;
  return { type: 'group', children: row.plot.dots.filter(ns => ns <= limit).map((ns, i) => {
    // A fixed low-discrepancy jitter: the picture is the same at each drawing.
    const shift = ((i * 0.618034) % 1 - 0.5) * half;
    return { type: 'circle', silent: true, shape: { cx: api.coord([map(ns), index])[0], cy: middle + shift, r: 1.3 }, style: { fill: colour, opacity: 0.38 } };
  }) };
}

function box(row, index, api, t, map) {
  const at = ns => api.coord([map(ns), index])[0], middle = api.coord([map(row.latency.medianNs), index])[1] - 8, half = 6, p = row.plot;
  const stroke = { stroke: t.of(row.index), lineWidth: 1.4 };
  return { type: 'group', children: [
    line(at(p.p5Ns), middle, at(p.q1Ns), middle, stroke), line(at(p.q3Ns), middle, at(p.p95Ns), middle, stroke),
    { type: 'rect', shape: { x: at(p.q1Ns), y: middle - half, width: Math.max(1, at(p.q3Ns) - at(p.q1Ns)), height: 2 * half }, style: { fill: t.sheet, ...stroke } },
    line(at(row.latency.medianNs), middle - half, at(row.latency.medianNs), middle + half, { stroke: t.ink, lineWidth: 2 }),
  ] };
}
