// What the plots have in common. They are drawn as SVG, so that they print and can be checked; each is a function from the theme to an
// ECharts option.
import { h } from '../dom.js';
import { colourIndex, latencyScale } from '../model.js';

/** A latency axis: linear, or logarithmic where the values span more than a factor of 8. Plots work in the units of map(). */
export function latencyAxis(t, valuesNs, name, fromZero) {
  // A duration of 0, which no clock gives, would have no place on a logarithmic axis.
  const f = latencyScale.factor, high = Math.max(...valuesNs) / f || 1, low = Math.max(Math.min(...valuesNs) / f, high / 1e6);
  const shared = { type: 'value', name, nameLocation: 'middle', nameGap: 32, nameTextStyle: { color: t.soft, fontSize: 12 }, axisLine: { show: false }, splitLine: { lineStyle: { color: t.grid } } };
  const label = { color: t.soft, fontSize: 12, hideOverlap: true };
  if (high / low <= 8)
    return { map: ns => ns / f, log: false, axis: { ...shared, min: fromZero ? 0 : low, max: high * 1.03, axisTick: { show: false }, axisLabel: { ...label, showMaxLabel: false, formatter: v => String(Number(v.toPrecision(3))) } } };
  const marks = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)); power++) for (const step of [1, 2, 5]) marks.push(Math.log10(step) + power);
  const min = Math.log10(low / 1.35), max = Math.log10(high * 1.12), customValues = marks.filter(m => m >= min && m <= max);
  return { map: ns => Math.log10(Math.max(ns / f, low)), log: true, axis: { ...shared, name: name + ' (logarithmic)', min, max, axisTick: { show: false, customValues }, axisLabel: { ...label, customValues, formatter: v => String(Number((10 ** v).toPrecision(3))) } } };
}

const charts = [];

function theme() {
  const style = getComputedStyle(document.documentElement);
  const value = name => style.getPropertyValue(name).trim();
  return { ink: value('--ink'), soft: value('--soft'), faint: value('--faint'), line: value('--line'), grid: value('--grid'), sheet: value('--sheet'), paper: value('--paper'),
    accent: value('--accent'), bad: value('--bad'), of: index => value(colourIndex(index)) };
}

/**
 * A plot.
 * @param height in pixels, or what gives it. @param label for readers of the screen. @param option from the theme to an ECharts option.
 */
export function plot(id, height, label, option) {
  const heightOf = typeof height === 'function' ? height : () => height;
  const element = h('div', { class: 'plot', id: `plot-${id}`, role: 'img', 'aria-label': label, style: `height:${heightOf()}px` });
  charts.push({ element, option, heightOf, chart: null });
  return element;
}

/** Draws all plots that have room; one inside of something closed is drawn when that opens. */
export function draw() {
  const t = theme();
  let drawn = 0;
  for (const entry of charts) {
    entry.chart?.dispose();
    entry.chart = null;
    // What is closed still has a width.
    if (!entry.element.checkVisibility()) continue;
    entry.element.style.height = `${entry.heightOf()}px`;
    entry.chart = echarts.init(entry.element, null, { renderer: 'svg' });
    entry.chart.setOption(entry.option(t));
    drawn++;
  }
  document.documentElement.dataset.drawn = drawn;
}

export const figure = (element, caption) => h('figure', null, element, caption ? h('figcaption', null, caption) : null);

export const font = () => getComputedStyle(document.body).fontFamily;

export function base(t, option) {
  return {
    animation: false, textStyle: { fontFamily: font(), color: t.soft, fontSize: 12 },
    tooltip: { backgroundColor: t.sheet, borderColor: t.line, textStyle: { color: t.ink, fontSize: 12.5 }, padding: [8, 12], confine: true, extraCssText: 'box-shadow:0 2px 10px rgba(0,0,0,.12);border-radius:4px' },
    ...option,
  };
}

export const axis = (t, more) => ({
  type: 'value', nameLocation: 'middle', nameTextStyle: { color: t.soft, fontSize: 12 }, axisLine: { show: false }, axisTick: { show: false },
  axisLabel: { color: t.soft, fontSize: 12, hideOverlap: true }, splitLine: { lineStyle: { color: t.grid } }, ...more,
});

export const names = (t, labels, width) => ({
  type: 'category', data: labels, inverse: true, axisLine: { show: false }, axisTick: { show: false },
  axisLabel: { color: t.ink, fontSize: 12, lineHeight: 15, interval: 0, width, overflow: 'truncate' },
});

export const line = (x1, y1, x2, y2, style) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style, silent: true });

const ruler = document.createElement('canvas').getContext('2d');

/** Room that the longest label takes, at most a third of the page. */
export function widthOf(labels) {
  ruler.font = `12px ${font()}`;
  const longest = Math.max(...labels.flatMap(l => l.split('\n')).map(l => ruler.measureText(l).width));
  return Math.min(Math.ceil(longest) + 4, document.documentElement.clientWidth / 3);
}

