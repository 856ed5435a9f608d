// Puts the page together, draws, and draws again when theme, width or medium change.
import { h } from './dom.js';
import { accuracies, sizes } from './plots/bars.js';
import { draw, watch } from './plots/chart.js';
import { distributions } from './plots/distributions.js';
import { runsOverTime } from './plots/runs.js';
import { tradeOff } from './plots/tradeOff.js';
import { comparison } from './sections/comparison.js';
import { handover } from './sections/handover.js';
import { contents } from './sections/contents.js';
import { banner, footer, header } from './sections/header.js';
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
watch();
