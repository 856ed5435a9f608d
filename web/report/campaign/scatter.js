// Latency against what may explain it.
import { esc, section } from '../dom.js';
import { millions } from '../format.js';
import { base, figure, plot } from '../plots/chart.js';
import { latencyAxis } from '../plots/latencyAxis.js';
import { devices, measured } from './data.js';
import { latencyScale, macsScale, memoryScale } from './scales.js';
import { spearman } from './statistics.js';

// Beyond this a drawing takes longer than a picture.
const many = 800;

function scatter({ id, title, lead, field, factor, unit, name, text }) {
  const rows = measured.filter(t => t[field] > 0);
  if (!rows.length) return null;
  const lines = devices.map((device, index) => ({ device, index, rows: rows.filter(t => t.device === device) })).filter(l => l.rows.length);
  const said = lines.map(l => [l.device, spearman(l.rows.map(t => t[field]), l.rows.map(t => t.median_ns))]).filter(([, s]) => s)
    .map(([device, s]) => `${device}: ρ = ${s.r.toFixed(2)} (${s.low.toFixed(2)} to ${s.high.toFixed(2)}, ${s.n} trials)`);
  return section(id, title, lead,
    figure(plot(id, 340, `${title}, ${rows.length} trials`, t => {
      const x = latencyAxis(t, rows.map(r => r[field]), unit ? `${name}, ${unit}` : name, true, factor), y = latencyAxis(t, rows.map(r => r.median_ns), `Median latency, ${latencyScale.unit}`, true, latencyScale.factor);
      return base(t, {
        grid: { left: 66, right: 20, top: 34, bottom: 52 }, xAxis: x.axis, yAxis: { ...y.axis, nameGap: 46 },
        legend: { type: 'scroll', top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: t.soft, fontSize: 12 } },
        tooltip: { ...base(t, {}).tooltip, formatter: p => { const r = lines[p.seriesIndex].rows[p.dataIndex];
          return `<b>${esc(r.model)}</b><br>${esc(r.variant)}, ${esc(r.target)}<br>${latencyScale.full(r.median_ns)}, ${esc(text(r[field]))}`; } },
        series: lines.map(l => ({ type: 'scatter', name: l.device, symbolSize: rows.length > many ? 4 : 7, color: t.of(l.index), itemStyle: { opacity: rows.length > many ? 0.5 : 0.75 },
          data: l.rows.map(r => [x.map(r[field]), y.map(r.median_ns)]) })),
      });
    }, { picture: rows.length > many }), said.length ? `Spearman's rank correlation with its 95 % interval: ${said.join('; ')}.` : null));
}

export const latencyAgainstMacs = () => scatter({
  id: 'macs', title: 'Latency against MACs', lead: 'Multiply-accumulate operations of one inference: where they do not tell the latency, memory or overhead does.',
  field: 'macs', factor: macsScale.factor, unit: macsScale.unit, name: 'MACs', text: value => `${millions(value)} MACs`,
});

export const memoryAgainstLatency = () => scatter({
  id: 'memory', title: 'Latency against memory', lead: 'Peak resident memory of the worker, without what it held before the model was loaded.',
  field: 'peak_memory_bytes', factor: memoryScale.factor, unit: memoryScale.unit, name: 'Peak memory', text: memoryScale.full,
});
