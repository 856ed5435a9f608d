// Size and quality of each variant.
import { result } from '../data.js';
import { esc, section } from '../dom.js';
import { grouped, percent } from '../format.js';
import { quality, sizeScale, worstOf } from '../model.js';
import { axis, base, figure, font, line, names, plot, widthOf } from './chart.js';

/** (c) Size of each file. */
export function sizes() {
  const made = result.variants.filter(v => v.sizeBytes);
  if (!made.length) return null;
  return section('sizes', 'Size', 'File size, and its share of the source file.',
    figure(plot('sizes', 46 + made.length * 38, 'Size of each variant', t => base(t, {
      grid: { left: widthOf(made.map(v => v.name)) + 12, right: 112, top: 6, bottom: 46 },
      xAxis: axis(t, { name: sizeScale.unit, nameGap: 30, min: 0, splitNumber: 4 }), yAxis: names(t, made.map(v => v.name), widthOf(made.map(v => v.name))),
      tooltip: { ...base(t, {}).tooltip, formatter: p => `<b>${esc(made[p.dataIndex].name)}</b><br>${grouped(made[p.dataIndex].sizeBytes)} bytes` },
      series: [{ type: 'bar', barWidth: 16, data: made.map(v => ({ value: v.sizeBytes / sizeScale.factor, itemStyle: { color: t.of(result.variants.indexOf(v)) } })),
        label: { show: true, position: 'right', color: t.ink, fontSize: 12, formatter: p => `${sizeScale.full(made[p.dataIndex].sizeBytes)}  {s|${percent(made[p.dataIndex].sizeBytes / result.source.sizeBytes, 0)} %}`, rich: { s: { color: t.soft, fontSize: 12 } } } }],
    }))));
}

/** (d) The score that decides with its interval; the band is the source's. */
export function accuracies() {
  const judged = result.variants.filter(v => quality?.of(worstOf(v)));
  if (!judged.length) return null;
  const shares = list => list.map(v => quality.of(worstOf(v)));
  const of = shares(judged), source = judged.find(v => v.name === 'source');
  const passed = judged.filter(v => worstOf(v).gate.passed), frame = shares(passed.length ? passed : judged);
  const [least, most] = quality.range(frame.map(q => q.low), frame.map(q => q.high), 0.06);
  const band = source ? [[{ xAxis: shares([source])[0].low }, { xAxis: shares([source])[0].high }]] : [];
  return section('accuracy', quality.short,
    `${quality.name} on ${grouped(of[0].n)} held-out samples with 95 % intervals${source ? '; the band is the interval of the source' : ''}.${undecided(of[0].n)}`,
    figure(plot('accuracy', 46 + judged.length * 38, `${quality.name} of each variant`, t => base(t, {
      grid: { left: widthOf(judged.map(v => v.name)) + 12, right: 64, top: 6, bottom: 46 },
      xAxis: axis(t, { name: quality.axis, nameGap: 30, min: least, max: most, splitNumber: 4,
        axisLabel: { color: t.soft, fontSize: 12, formatter: quality.format, showMinLabel: false, showMaxLabel: false } }),
      yAxis: names(t, judged.map(v => v.name), widthOf(judged.map(v => v.name))),
      tooltip: { ...base(t, {}).tooltip, formatter: p => `<b>${esc(judged[p.dataIndex].name)}</b><br>${quality.full(of[p.dataIndex].value)} (${quality.interval(of[p.dataIndex])})<br>${of[p.dataIndex].correct == null ? '' : `${of[p.dataIndex].correct} of `}${of[p.dataIndex].n} samples` },
      series: [{ type: 'custom', data: of.map((q, i) => [q.value, i]), renderItem: (p, api) => accuracyMark(of[p.dataIndex], p.dataIndex, result.variants.indexOf(judged[p.dataIndex]), api, t, p.coordSys),
        markArea: { silent: true, itemStyle: { color: t.grid }, data: band } }],
    }))));
}

/** Says which samples do not count towards an agreement. */
function undecided(judged) {
  const left = result.data.split.heldOutSamples - judged;
  return quality.byData || !quality.isShare || !(left > 0) ? ''
    : ` ${grouped(left)} more ${left === 1 ? 'does' : 'do'} not count: the source's first classes lie too close together to say which one is right.`;
}

function accuracyMark(q, index, variant, api, t, area) {
  const [x, y] = api.coord([q.value, index]), end = area.x + area.width;
  const left = Math.max(area.x, api.coord([q.low, index])[0]), right = Math.min(end, api.coord([q.high, index])[0]);
  const style = { stroke: t.of(variant), lineWidth: 1.8 };
  // What lies outside of the plot is an arrow at its edge; the number says where.
  const arrow = (tip, back) => [{ type: 'polygon', shape: { points: [[tip, y], [back, y - 5], [back, y + 5]] }, style: { fill: t.of(variant) } }];
  const drawn = x < area.x ? arrow(area.x, area.x + 9) : x > end ? arrow(end, end - 9)
    : [line(left, y, right, y, style), line(left, y - 4, left, y + 4, style), line(right, y - 4, right, y + 4, style), { type: 'circle', shape: { cx: x, cy: y, r: 5 }, style: { fill: t.of(variant) } }];
  return { type: 'group', children: [...drawn,
    { type: 'text', silent: true, style: { text: quality.full(q.value), x: area.x + area.width + 10, y, fill: t.ink, fontSize: 12, fontFamily: font(), textVerticalAlign: 'middle' } }] };
}
