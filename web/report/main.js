// Puts the page together, draws, and draws again when theme, width or medium change.
import { h } from './dom.js';
import { charts, theme } from './plots/chart.js';
import { accuracies, sizes } from './plots/bars.js';
import { distributions } from './plots/distributions.js';
import { runsOverTime } from './plots/runs.js';
import { tradeOff } from './plots/tradeOff.js';
import { handover } from './sections/handover.js';
import { footer, header } from './sections/header.js';
import { method } from './sections/method.js';
import { overview } from './sections/overview.js';
import { placements } from './sections/placements.js';
import { headline } from './sections/recommendation.js';
import { verification } from './sections/verification.js';
import { warnings } from './sections/warnings.js';

const page = document.getElementById('page');
page.replaceChildren(...[
  header(), headline(), warnings(), handover(), overview(), tradeOff(), distributions(),
  h('div', { class: 'two' }, [accuracies(), sizes()]), runsOverTime(), verification(), placements(), method(), footer(),
].filter(Boolean));

function draw() {
  const t = theme();
  for (const entry of charts) {
    entry.chart?.dispose();
    entry.chart = echarts.init(entry.element, null, { renderer: 'svg' });
    entry.chart.setOption(entry.option(t));
  }
  document.documentElement.dataset.drawn = charts.length;
}

draw();
let width = document.documentElement.clientWidth, waiting = 0;
addEventListener('resize', () => {
  if (document.documentElement.clientWidth === width) return;
  width = document.documentElement.clientWidth;
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(draw);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
matchMedia('print').addEventListener('change', draw);
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => { d.open = true; }));
