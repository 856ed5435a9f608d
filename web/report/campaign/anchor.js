// How fast each device was over time, told by the reference model.
import { esc, section } from '../dom.js';
import { axis, base, figure, plot } from '../plots/chart.js';
import { anchors, data } from './data.js';
import { percentOf, seriesOf } from './rows.js';

/** The latency of the reference model over its usual one, for each device and target. */
export function deviceSpeed() {
  if (!anchors.length) return null;
  const series = seriesOf(anchors), limit = data.maxDeviceDrift;
  const time = t => axis(t, { type: 'time', splitLine: { show: false }, axisLabel: { color: t.soft, fontSize: 12, hideOverlap: true } });
  const line = (t, y) => ({ yAxis: y, lineStyle: { color: t.bad, type: 'dashed' }, label: { show: false } });
  return section('anchor', 'Speed of the devices',
    `A reference model was measured ${anchors.length} times between the trials. Where its whole interval leaves the dashed lines, the trials beside it are marked device-drift.`,
    figure(plot('anchor', 260, 'Latency of the reference model over its usual latency, over time', t => base(t, {
      grid: { left: 52, right: 14, top: 44, bottom: 28 },
      legend: { type: 'scroll', top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: t.soft, fontSize: 12 } },
      tooltip: { ...base(t, {}).tooltip, formatter: p => `${esc(p.seriesName)}<br>${percentOf(p.value[1])} (${percentOf(p.value[2])} to ${percentOf(p.value[3])})` },
      xAxis: time(t), yAxis: axis(t, { scale: true, axisLabel: { color: t.soft, fontSize: 12, formatter: percentOf } }),
      series: series.map(({ name, points }, i) => ({ type: 'line', name, symbolSize: 6, lineStyle: { width: 1.5, color: t.of(i) }, itemStyle: { color: t.of(i) },
        data: points, markLine: i ? undefined : { silent: true, symbol: 'none', data: [line(t, 1 + limit), line(t, 1 - limit)] } })),
    })), 'Latency of the reference model over its usual one on that device and engine; above 100 % the device was slower. Times are in UTC.'));
}
