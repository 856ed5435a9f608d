// What the plots have in common. They are drawn as SVG, so that they print and can be checked, unless that
// would be thousands of elements; each is a function from the theme to an
// ECharts option.
import { h } from '../dom.js';
import { colourIndex } from './colours.js';

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
 * @param picture whether it is drawn as a picture, for thousands of marks.
 */
export function plot(id, height, label, option, { picture = false } = {}) {
  const heightOf = typeof height === 'function' ? height : () => height;
  const element = h('div', { class: 'plot', id: `plot-${id}`, role: 'img', 'aria-label': label, style: `height:${heightOf()}px` });
  charts.push({ element, option, heightOf, picture, chart: null });
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
    entry.chart = echarts.init(entry.element, null, { renderer: entry.picture ? 'canvas' : 'svg' });
    entry.chart.setOption(entry.option(t));
    drawn++;
  }
  document.documentElement.dataset.drawn = drawn;
}

/** Draws again when theme, width or medium change, and when something opens that a plot is in. */
export function watch() {
  let width = document.documentElement.clientWidth, waiting = 0;
  const later = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  };
  addEventListener('resize', () => {
    if (document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    later();
  });
  // A plot in something closed has no size until that opens.
  document.addEventListener('toggle', event => { if (event.target.querySelector('.plot')) later(); }, true);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  matchMedia('print').addEventListener('change', draw);
  addEventListener('beforeprint', () => { document.querySelectorAll('details').forEach(d => { d.open = true; }); draw(); });
}

export const figure = (element, caption) => h('figure', null, element, caption ? h('figcaption', null, caption) : null);

export const font = () => getComputedStyle(document.body).fontFamily;

export function base(t, option) {
  return {
    animation: false, useUTC: true, textStyle: { fontFamily: font(), color: t.soft, fontSize: 12 },
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

