// The plots, drawn as SVG so that they print and can be checked. Each is a function from the theme to an ECharts option.
const charts = [];

function theme() {
  const style = getComputedStyle(document.documentElement);
  const value = name => style.getPropertyValue(name).trim();
  return { ink: value('--ink'), soft: value('--soft'), faint: value('--faint'), line: value('--line'), grid: value('--grid'), sheet: value('--sheet'), paper: value('--paper'),
    accent: value('--accent'), bad: value('--bad'), of: index => value(colourIndex(index)) };
}

function plot(id, height, label, option) {
  const element = h('div', { class: 'plot', id: `plot-${id}`, role: 'img', 'aria-label': label, style: `height:${height}px` });
  charts.push({ element, option, chart: null });
  return element;
}

const figure = (element, caption) => h('figure', null, element, caption ? h('figcaption', null, caption) : null);
const font = () => getComputedStyle(document.body).fontFamily;

function base(t, option) {
  return {
    animation: false, textStyle: { fontFamily: font(), color: t.soft, fontSize: 12 },
    tooltip: { backgroundColor: t.sheet, borderColor: t.line, textStyle: { color: t.ink, fontSize: 12.5 }, padding: [8, 12], confine: true, extraCssText: 'box-shadow:0 2px 10px rgba(0,0,0,.12);border-radius:4px' },
    ...option,
  };
}

const axis = (t, more) => ({
  type: 'value', nameLocation: 'middle', nameTextStyle: { color: t.soft, fontSize: 12 }, axisLine: { show: false }, axisTick: { show: false },
  axisLabel: { color: t.soft, fontSize: 12, hideOverlap: true }, splitLine: { lineStyle: { color: t.grid } }, ...more,
});

const names = (t, labels, width) => ({
  type: 'category', data: labels, inverse: true, axisLine: { show: false }, axisTick: { show: false },
  axisLabel: { color: t.ink, fontSize: 12, lineHeight: 15, interval: 0, width, overflow: 'truncate' },
});

const line = (x1, y1, x2, y2, style) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style, silent: true });
const ruler = document.createElement('canvas').getContext('2d');

/** Room that the longest label takes, at most a third of the page. */
function widthOf(labels) {
  ruler.font = `12px ${font()}`;
  const longest = Math.max(...labels.flatMap(l => l.split('\n')).map(l => ruler.measureText(l).width));
  return Math.min(Math.ceil(longest) + 4, document.documentElement.clientWidth / 3);
}

const narrow = () => document.documentElement.clientWidth < 760;

/** (a) Quality against latency; bubbles by size, whiskers for both intervals, a line along what no other beats. */
function tradeOff() {
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

function whiskers(row, api, t, map) {
  const q = quality.of(row.verdict);
  const style = { stroke: t.of(row.index), lineWidth: 1.2, opacity: 0.55 };
  const [x, low] = api.coord([map(row.latency.medianNs), q.low]), high = api.coord([map(row.latency.medianNs), q.high])[1];
  const [left, y] = api.coord([map(row.latency.medianLowNs), q.value]), right = api.coord([map(row.latency.medianHighNs), q.value])[0];
  return { type: 'group', children: [line(x, low, x, high, style), line(x - 3, low, x + 3, low, style), line(x - 3, high, x + 3, high, style), line(left, y, right, y, style)] };
}

function tip(row) {
  const q = quality?.of(row.verdict), { latency: l } = row;
  return `<b>${esc(row.variant.name)}</b> on ${esc(row.where)}<br>median ${latencyScale.full(l.medianNs)} (${latencyScale.format(l.medianLowNs)}–${latencyScale.format(l.medianHighNs)}), p95 ${latencyScale.format(l.p95Ns)}`
    + (q ? `<br>${quality.short.toLowerCase()} ${quality.full(q.value)} (${quality.interval(q)})` : '') + `<br>${sizeScale.full(row.variant.sizeBytes)}`
    + (row.passed === false ? `<br>failed: ${esc(row.verdict.gate.checks[0]?.text ?? '')}` : '');
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

/** (b) Each trial's samples as dots under a box of quartiles with whiskers from p5 to p95. */
function distributions() {
  if (!measured.length) return null;
  const limit = Math.min(Math.max(...measured.map(r => r.plot.maxNs)), Math.max(...measured.map(r => r.plot.p95Ns)) * 1.15);
  const beyond = measured.reduce((sum, r) => sum + r.plot.dots.filter(d => d > limit).length, 0);
  const labels = measured.map(r => narrow() ? `${r.variant.name}\n${r.trial.delegate}` : `${r.variant.name}, ${r.where}`), room = widthOf(labels);
  return section('distributions', 'Latency distributions', 'Box: quartiles with the median; whiskers: 5th to 95th percentile; dots: single inferences.',
    figure(plot('distributions', 50 + measured.length * 44, `Latency samples of ${measured.length} trials`, t => {
      const x = latencyAxis(t, [...measured.map(r => r.plot.minNs), limit], `Latency of one inference, ${latencyScale.unit}`, true);
      const rowsOf = draw => ({ type: 'custom', data: measured.map((r, i) => [x.map(r.latency.medianNs), i]), renderItem: (p, api) => draw(measured[p.dataIndex], p.dataIndex, api) });
      return base(t, {
        grid: { left: room + 12, right: 28, top: 6, bottom: 50 },
        xAxis: x.axis, yAxis: names(t, labels, room),
        tooltip: { ...base(t, {}).tooltip, formatter: p => tip(measured[p.dataIndex]) },
        series: [{ ...rowsOf((r, i, api) => dots(r, i, api, t, x.map, limit)), z: 2 }, { ...rowsOf((r, i, api) => box(r, i, api, t, x.map)), z: 3 }],
      });
    }), beyond ? `${beyond} of the plotted samples lie beyond the right edge.` : null));
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

/** (c) Size of each file. */
function sizes() {
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
function accuracies() {
  const judged = result.variants.filter(v => quality?.of(worstOf(v)));
  if (!judged.length) return null;
  const shares = list => list.map(v => quality.of(worstOf(v)));
  const of = shares(judged), source = judged.find(v => v.name === 'source');
  const passed = judged.filter(v => worstOf(v).gate.passed), frame = shares(passed.length ? passed : judged);
  const [least, most] = quality.range(frame.map(q => q.low), frame.map(q => q.high), 0.06);
  const band = source ? [[{ xAxis: shares([source])[0].low }, { xAxis: shares([source])[0].high }]] : [];
  return section('accuracy', quality.short,
    `${quality.name} on ${grouped(of[0].n)} held-out samples with 95 % intervals${source ? '; the band is the interval of the source' : ''}.`,
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

/** (e) One small panel a trial: each inference in order, the warm-up before zero, the median and its interval. */
function runsOverTime() {
  if (!measured.length) return null;
  return section('runs', 'Latency over the run', 'Each inference in order, launch after launch. The warm-up is grey, left of zero. Steps show launches that differ, and slopes show that the machine changed during the measurement. Each panel has its own scale.',
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
