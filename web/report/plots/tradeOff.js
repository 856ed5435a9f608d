// Quality against latency.
import { result } from '../data.js';
import { h, narrow, section } from '../dom.js';
import { goodnessOf, hidden, latencyScale, measured, quality, runs, symbolOf, visible } from '../model.js';
import { axis, base, draw, figure, line, plot } from './chart.js';
import { tip } from './tip.js';
import { colourIndex } from './colours.js';
import { latencyAxis } from './latencyAxis.js';

/** (a) Quality against latency; bubbles by size, whiskers for both intervals, a line along what no other beats. */
export function tradeOff() {
  const judged = measured.filter(r => quality?.of(r.verdict));
  if (!judged.length) return null;
  const label = `${quality.name} against median latency of ${judged.length} trials: `
    + judged.map(r => `${r.name} ${quality.full(quality.of(r.verdict).value)} at ${latencyScale.full(r.latency.medianNs)}`).join('; ');
  const below = judged.filter(r => !frameOf(judged).points.includes(r));
  return section('trade-off', `${quality.short} against latency`, lead, legend(),
    figure(plot('pareto', () => narrow() ? 380 : 460, label, t => option(t, frameOf(visible(judged)))),
      below.length ? `Below the plot: ${below.map(r => `${r.name} at ${quality.full(quality.of(r.verdict).value)}`).join('; ')}.` : null));
}

const lead = 'Up and to the left is better. The area of a mark shows the file size, and the whiskers are 95 % intervals. The line joins the '
  + 'trials that are better than every faster one. Hollow marks failed verification. The buttons hide engines and delegates.';

/** The range is that of what may ship; a variant far below would press all others together and is named under the plot. */
function frameOf(judged) {
  const { maxLatencyMs, minScore, maxError } = result.recommendation.constraints;
  const limit = quality.isShare ? minScore : maxError;
  const limitY = quality.byData && limit ? [limit] : [], limitX = maxLatencyMs ? [maxLatencyMs * 1e6] : [];
  const passed = judged.filter(r => r.passed !== false), frame = (passed.length ? passed : judged).map(r => quality.of(r.verdict));
  const [bottom, top] = quality.range([...frame.map(q => q.low), ...limitY], [...frame.map(q => q.high), ...limitY], 0.08);
  const points = judged.filter(r => quality.isShown(quality.of(r.verdict), bottom, top))
    .sort((a, b) => a.picked - b.picked || b.variant.sizeBytes - a.variant.sizeBytes);
  return { points, bottom, top, limitX, limitY };
}

function option(t, { points, bottom, top, limitX, limitY }) {
  const largest = Math.max(...points.map(r => r.variant.sizeBytes));
  const area = bytes => 9 + 27 * Math.sqrt(bytes / largest);
  const x = latencyAxis(t, [...points.map(r => r.latency.medianNs), ...limitX], `Median latency, ${latencyScale.unit}`, true, latencyScale.factor);
  const at = r => [x.map(r.latency.medianNs), quality.of(r.verdict).value];
  const axisLabel = { color: t.soft, fontSize: 12, formatter: quality.format, showMinLabel: false, showMaxLabel: false };
  const limits = [
    ...limitX.map(ns => ({ xAxis: x.map(ns), label: { formatter: `at most ${ns / 1e6} ms`, position: 'insideEndBottom' } })),
    ...limitY.map(y => ({ yAxis: y, label: { formatter: `at ${quality.isShare ? 'least' : 'most'} ${quality.full(y)}`, position: 'insideEndBottom' } })),
  ];
  return base(t, {
    // Above the plot is room for half the largest mark and its name: a score of 100 % lies on the upper edge.
    grid: { left: 62, right: 28, top: 44, bottom: 52 },
    xAxis: x.axis,
    yAxis: axis(t, { name: quality.axis, nameGap: 46, min: bottom, max: top, inverse: !quality.isShare, axisLabel }),
    tooltip: { ...base(t, {}).tooltip, formatter: p => tip(points[p.dataIndex]) },
    series: [
      { type: 'line', step: 'end', silent: true, symbol: 'none', lineStyle: { color: t.accent, width: 1.5, opacity: 0.8 }, z: 1, data: staircase(points).map(at) },
      { type: 'custom', silent: true, z: 2, clip: true, data: points.map(at), renderItem: (p, api) => whiskers(points[p.dataIndex], api, t, x.map) },
      { type: 'scatter', z: 3, data: points.map(r => mark(r, t, x.map, area)), labelLayout: { hideOverlap: true },
        markLine: { silent: true, precision: 12, symbol: 'none', lineStyle: { color: t.bad, type: [5, 4], width: 1 }, label: { color: t.bad, fontSize: 11.5 }, data: limits } },
    ],
  });
}

/** From left to right, each better than all that are faster. */
function staircase(points) {
  const steps = [];
  for (const r of points.filter(p => p.passed !== false).sort((a, b) => a.latency.medianNs - b.latency.medianNs || goodnessOf(b.verdict) - goodnessOf(a.verdict)))
    if (!steps.length || goodnessOf(r.verdict) > goodnessOf(steps[steps.length - 1].verdict)) steps.push(r);
  return steps;
}

function mark(row, t, map, area) {
  const colour = t.of(row.index), hollow = row.passed === false;
  return { value: [map(row.latency.medianNs), quality.of(row.verdict).value], symbol: symbolOf(row.where), symbolSize: area(row.variant.sizeBytes),
    itemStyle: { color: hollow ? t.paper : colour, borderColor: row.picked ? t.ink : hollow ? colour : t.paper, borderWidth: row.picked ? 2 : hollow ? 1.5 : 1, borderType: hollow ? [3, 2] : 'solid', opacity: 0.92 },
    label: { show: row.picked || row.front, formatter: row.picked ? `${row.variant.name}, recommended` : row.variant.name, position: row.picked ? 'top' : 'bottom', distance: 7, color: t.ink, fontSize: 12, fontWeight: row.picked ? 600 : 400 } };
}

export function whiskers(row, api, t, map) {
  const q = quality.of(row.verdict);
  const style = { stroke: t.of(row.index), lineWidth: 1.2, opacity: 0.55 };
  const [x, low] = api.coord([map(row.latency.medianNs), q.low]), high = api.coord([map(row.latency.medianNs), q.high])[1];
  const [left, y] = api.coord([map(row.latency.medianLowNs), q.value]), right = api.coord([map(row.latency.medianHighNs), q.value])[0];
  return { type: 'group', children: [line(x, low, x, high, style), line(x - 3, low, x + 3, low, style), line(x - 3, high, x + 3, high, style), line(left, y, right, y, style)] };
}

function legend() {
  const shape = (name, colour) => {
    const path = { circle: 'M6 1a5 5 0 1 0 .01 0z', diamond: 'M6 0L12 6L6 12L0 6z', rect: 'M1 1h10v10h-10z', triangle: 'M6 0L12 11H0z' }[name] ?? 'M6 1a5 5 0 1 0 .01 0z';
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 12 12');
    svg.setAttribute('aria-hidden', 'true');
    const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    drawn.setAttribute('d', path);
    drawn.setAttribute('style', `fill:var(${colour})`);
    svg.append(drawn);
    return svg;
  };
  const shown = runs.filter(w => measured.some(r => r.where === w));
  return h('div', { class: 'legend' },
    result.variants.map((v, i) => measured.some(r => r.variant === v) ? h('span', null, shape('circle', colourIndex(i)), v.name) : null),
    shown.length < 2 ? shown.map(w => h('span', null, shape(symbolOf(w), '--faint'), w)) : shown.map(w => toggle(w, shape(symbolOf(w), '--faint'))));
}

/** Hides an engine with its delegate in plots and tables, and shows it again. */
function toggle(where, symbol) {
  const button = h('button', { type: 'button', 'aria-pressed': 'true' }, symbol, where);
  button.addEventListener('click', () => {
    if (!hidden.delete(where)) hidden.add(where);
    button.setAttribute('aria-pressed', String(!hidden.has(where)));
    document.querySelectorAll('tr[data-where]').forEach(line => { line.hidden = hidden.has(line.dataset.where); });
    draw();
  });
  return button;
}
