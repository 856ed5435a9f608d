// Quality against latency.
import { result } from '../data.js';
import { h, section } from '../dom.js';
import { colourIndex, goodnessOf, latencyScale, measured, quality, runs, symbolOf } from '../model.js';
import { axis, base, figure, latencyAxis, line, narrow, plot } from './chart.js';
import { tip } from './tip.js';

/** (a) Quality against latency; bubbles by size, whiskers for both intervals, a line along what no other beats. */
export function tradeOff() {
  const judged = measured.filter(r => quality?.of(r.verdict));
  if (!judged.length) return null;
  const { maxLatencyMs, minScore, maxError } = result.recommendation.constraints;
  const limit = quality.isShare ? minScore : maxError;
  const limitY = quality.byData && limit ? [limit] : [], limitX = maxLatencyMs ? [maxLatencyMs * 1e6] : [];
  // The range is that of what may ship; a variant far below would press all others together and is named under the plot.
  const shown = judged.filter(r => r.passed !== false), frame = shown.length ? shown : judged;
  const lows = frame.map(r => quality.of(r.verdict).low), highs = frame.map(r => quality.of(r.verdict).high);
  const [bottom, top] = quality.range([...lows, ...limitY], [...highs, ...limitY], 0.08);
  const points = judged.filter(r => quality.isShown(quality.of(r.verdict), bottom, top)).sort((a, b) => b.variant.sizeBytes - a.variant.sizeBytes);
  const below = judged.filter(r => !points.includes(r));
  const largest = Math.max(...points.map(r => r.variant.sizeBytes));
  const area = bytes => 9 + 27 * Math.sqrt(bytes / largest);
  const label = `${quality.name} against median latency of ${points.length} trials`;
  return section('trade-off', `${quality.short} against latency`,
    'Up and to the left is better. The area of a mark shows the file size, and the whiskers are 95 % intervals. The line joins the trials that are better than every faster one. Hollow marks failed verification.',
    legend(), figure(plot('pareto', narrow() ? 380 : 460, label, t => {
      const x = latencyAxis(t, [...points.map(r => r.latency.medianNs), ...limitX], `Median latency, ${latencyScale.unit}`, true);
      return base(t, {
        grid: { left: 62, right: 28, top: 18, bottom: 52 },
        xAxis: x.axis,
        yAxis: axis(t, { name: quality.axis, nameGap: 46, min: bottom, max: top, inverse: !quality.isShare, axisLabel: { color: t.soft, fontSize: 12, formatter: quality.format, showMinLabel: false, showMaxLabel: false } }),
        tooltip: { ...base(t, {}).tooltip, formatter: p => tip(points[p.dataIndex]) },
        series: [
          { type: 'line', step: 'end', silent: true, symbol: 'none', lineStyle: { color: t.accent, width: 1.5, opacity: 0.8 }, z: 1, data: staircase(points).map(r => [x.map(r.latency.medianNs), quality.of(r.verdict).value]) },
          { type: 'custom', silent: true, z: 2, clip: true, data: points.map(r => [x.map(r.latency.medianNs), quality.of(r.verdict).value]), renderItem: (p, api) => whiskers(points[p.dataIndex], api, t, x.map) },
          { type: 'scatter', z: 3, data: points.map(r => mark(r, t, x.map, area)), labelLayout: { hideOverlap: true },
            markLine: { silent: true, precision: 12, symbol: 'none', lineStyle: { color: t.bad, type: [5, 4], width: 1 }, label: { color: t.bad, fontSize: 11.5 },
              data: [...limitX.map(ns => ({ xAxis: x.map(ns), label: { formatter: `at most ${maxLatencyMs} ms`, position: 'insideEndBottom' } })),
                ...limitY.map(y => ({ yAxis: y, label: { formatter: `at ${quality.isShare ? 'least' : 'most'} ${quality.full(y)}`, position: 'insideEndBottom' } }))] } },
        ],
      });
    }), below.length ? `Below the plot: ${below.map(r => `${r.name} at ${quality.full(quality.of(r.verdict).value)}`).join('; ')}.` : null));
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
    label: { show: row.picked || row.front, formatter: row.picked ? `${row.variant.name}, recommended` : row.variant.name, position: row.picked ? 'bottom' : 'top', distance: 7, color: t.ink, fontSize: 12, fontWeight: row.picked ? 600 : 400 } };
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
    const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    drawn.setAttribute('d', path);
    drawn.setAttribute('style', `fill:var(${colour})`);
    svg.append(drawn);
    return svg;
  };
  return h('div', { class: 'legend' },
    result.variants.map((v, i) => measured.some(r => r.variant === v) ? h('span', null, shape('circle', colourIndex(i)), v.name) : null),
    runs.filter(w => measured.some(r => r.where === w)).map(w => h('span', null, shape(symbolOf(w), '--faint'), w)));
}
