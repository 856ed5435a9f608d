// How the campaign went on.
import { esc, h, section } from '../dom.js';
import { grouped } from '../format.js';
import { axis, base, figure, plot } from '../plots/chart.js';
import { attempts } from './data.js';
import { byTime } from './rows.js';

const most = 400;

/** Ended attempts over time, and how many end in an hour. */
export function progress() {
  if (!attempts.length) return null;
  const { step, bins } = byTime(attempts), hour = 3.6e6;
  const sorted = [...attempts].sort((a, b) => a.ended - b.ended), first = Math.min(bins[0].from, sorted[0].ended);
  let succeeded = 0, other = 0;
  const all = sorted.map(a => { if (a.ending === 'succeeded') succeeded++; else other++; return [a.ended, succeeded, other]; });
  const shown = all.filter((_, i) => i === all.length - 1 || i % Math.ceil(all.length / most) === 0);
  const series = (name, index, colour) => ({ type: 'line', name, step: 'end', showSymbol: false, lineStyle: { width: 1.8, color: colour }, itemStyle: { color: colour },
    data: [[first, 0], ...shown.map(p => [p[0], p[index]])] });
  const time = t => axis(t, { type: 'time', splitLine: { show: false }, axisLabel: { color: t.soft, fontSize: 12, hideOverlap: true } });
  const legend = t => ({ top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: t.soft, fontSize: 12 } });
  return section('progress', 'Progress', 'Attempts that ended; a trial that is tried again counts each time.',
    h('div', { class: 'halves' },
      figure(plot('progress', 240, `${grouped(succeeded)} attempts succeeded and ${grouped(other)} did not, over time`, t => base(t, {
        grid: { left: 52, right: 14, top: 30, bottom: 28 }, legend: legend(t), tooltip: { ...base(t, {}).tooltip, trigger: 'axis' },
        xAxis: time(t), yAxis: axis(t, { min: 0, minInterval: 1 }), series: [series('succeeded', 1, t.accent), series('did not succeed', 2, t.bad)],
      })), 'Ended so far; times are in UTC.'),
      figure(plot('throughput', 240, 'Ended attempts an hour over time', t => base(t, {
        grid: { left: 52, right: 14, top: 30, bottom: 28 }, legend: legend(t),
        tooltip: { ...base(t, {}).tooltip, formatter: p => `${esc(p.seriesName)}<br>${Number(p.value[1].toPrecision(3))} an hour` },
        xAxis: time(t), yAxis: axis(t, { min: 0 }),
        series: [['succeeded', t.accent], ['other', t.bad]].map(([name, color]) => ({ type: 'bar', stack: 'all', name: name === 'other' ? 'did not succeed' : name, itemStyle: { color }, barCategoryGap: '10%',
          data: bins.map(b => [b.from + step / 2, b[name] * hour / step]) })),
      })), 'Ended in an hour.')));
}
