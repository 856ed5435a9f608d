// Each inference in order.
import { foldedSection, h } from '../dom.js';
import { grouped } from '../format.js';
import { latencyScale, measured } from '../model.js';
import { axis, base, plot } from './chart.js';

/** (e) One small panel a trial: each inference in order, the warm-up before zero, the median and its interval. */
export function runsOverTime() {
  if (!measured.length) return null;
  return foldedSection('runs', 'Latency over the run', 'Each inference in order, launch after launch. The warm-up is grey, left of zero. Steps show launches that differ, and slopes show that the machine changed during the measurement. Each panel has its own scale.',
    h('div', { class: 'runs' }, measured.map((row, i) => runFigure(row, i))));
}

function runFigure(row, i) {
  const p = row.plot, top = Math.min(p.maxNs * 1.02, p.p95Ns + Math.max(0.15 * (p.p95Ns - p.minNs), 0.01 * p.p95Ns));
  const bottom = p.minNs - (top - p.minNs) * 0.12, scale = latencyScale.factor;
  const points = list => list.filter(([, ns]) => ns <= top).map(([x, ns]) => [x, ns / scale]);
  const above = p.series.filter(([, ns]) => ns > top).map(([x]) => [x, top / scale]);
  return h('figure', null, h('h3', null, row.variant.name, h('span', null, `${row.where}, ${grouped(row.latency.count)} runs`)),
    plot(`run-${i}`, 150, `Latency of each inference of ${row.name}`, t => base(t, {
      grid: { left: 48, right: 8, top: 12, bottom: 24 },
      xAxis: axis(t, { min: p.series.length && p.warmup.length ? p.warmup[0][0] : 0, max: row.latency.count, splitLine: { show: false }, axisLabel: { color: t.soft, fontSize: 11, hideOverlap: true, formatter: v => v < 0 ? '' : grouped(v), showMaxLabel: false } }),
      yAxis: axis(t, { min: bottom / scale, max: top / scale, splitNumber: 3, axisLabel: { color: t.soft, fontSize: 11, showMinLabel: false, showMaxLabel: false, formatter: v => String(Number(v.toPrecision(4))) } }),
      tooltip: { show: false },
      series: [
        { type: 'scatter', silent: true, symbolSize: 2.4, itemStyle: { color: t.faint, opacity: 0.55 }, data: points(p.warmup) },
        { type: 'scatter', silent: true, symbolSize: 2.4, itemStyle: { color: t.of(row.index), opacity: 0.6 }, data: points(p.series),
          markLine: { silent: true, precision: 12, symbol: 'none', label: { show: false }, lineStyle: { color: t.ink, width: 1, type: 'solid', opacity: 0.8 }, data: [{ yAxis: row.latency.medianNs / scale }] } },
        { type: 'scatter', silent: true, symbol: 'triangle', symbolSize: 5, itemStyle: { color: t.bad, opacity: 0.7 }, data: above },
      ],
    })));
}
