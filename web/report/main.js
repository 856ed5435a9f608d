// Puts the page together, draws, and draws again when theme, width or medium change.
import { h } from './dom.js';
import { accuracies, sizes } from './plots/bars.js';
import { draw } from './plots/chart.js';
import { distributions } from './plots/distributions.js';
import { runsOverTime } from './plots/runs.js';
import { tradeOff } from './plots/tradeOff.js';
import { comparison } from './sections/comparison.js';
import { handover } from './sections/handover.js';
import { banner, contents, footer, header } from './sections/header.js';
import { layers } from './sections/layers.js';
import { method } from './sections/method.js';
import { overview } from './sections/overview.js';
import { placements } from './sections/placements.js';
import { headline } from './sections/recommendation.js';
import { changedSamples } from './sections/samples.js';
import { verification } from './sections/verification.js';
import { warnings } from './sections/warnings.js';

const page = document.getElementById('page');
page.replaceChildren(...[
  header(), banner(), headline(), warnings(), handover(), overview(), comparison(), tradeOff(), distributions(),
  h('div', { class: 'two' }, [accuracies(), sizes()]), changedSamples(), layers(), runsOverTime(), verification(), placements(), method(),
  footer(),
].filter(Boolean));
page.querySelector('.banner').after(contents(page));

draw();
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
