// Latencies of each device.
import { esc, section } from '../dom.js';
import { grouped } from '../format.js';
import { axis, base, figure, plot } from '../plots/chart.js';
import { latencyAxis } from '../plots/latencyAxis.js';
import { devices, measured } from './data.js';
import { latencyScale } from './scales.js';
import { ecdf } from './statistics.js';

/** The empirical distribution of the medians of each device. */
export function distributions() {
  if (!measured.length) return null;
  const lines = devices.map((device, index) => ({ device, index, values: measured.filter(t => t.device === device).map(t => t.median_ns) })).filter(l => l.values.length);
  return section('latency', 'Latency of each device', 'Which share of the trials has a median of at most so much.',
    figure(plot('ecdf', 320, `Distribution of the median latencies of ${lines.length} devices`, t => {
      const { map, axis: across } = latencyAxis(t, lines.flatMap(l => l.values), `Median latency, ${latencyScale.unit}`, false, latencyScale.factor);
      return base(t, {
        grid: { left: 52, right: 20, top: 34, bottom: 52 }, xAxis: across, yAxis: axis(t, { min: 0, max: 1, axisLabel: { color: t.soft, fontSize: 12, formatter: v => `${Math.round(v * 100)} %` } }),
        legend: { type: 'scroll', top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: t.soft, fontSize: 12 } },
        tooltip: { ...base(t, {}).tooltip, formatter: p => `<b>${esc(p.seriesName)}</b><br>${Math.round(p.value[1] * 100)} % within ${latencyScale.full(p.value[2])}` },
        series: lines.map(l => ({ type: 'line', name: l.device, step: 'end', symbolSize: 5, showSymbol: false, color: t.of(l.index), lineStyle: { width: 1.8 },
          data: ecdf(l.values).map(([ns, share]) => [map(ns), share, ns]) })),
      });
    }), lines.map(l => `${l.device}: ${grouped(l.values.length)}`).join(', ') + ' latencies.'));
}
