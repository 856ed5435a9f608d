// Puts the page of a campaign together, draws, and draws again when theme, width or medium change.
import { h } from '../dom.js';
import { draw, watch } from '../plots/chart.js';
import { contents } from '../sections/contents.js';
import { footer, header } from './header.js';
import { failures } from './failures.js';
import { distributions } from './distributions.js';
import { latencyAgainstMacs, memoryAgainstLatency } from './scatter.js';
import { deviceSpeed } from './anchor.js';
import { progress } from './progress.js';
import { rankCorrelation } from './correlation.js';
import { trialTable } from './trialTable.js';

const page = document.getElementById('page');
page.replaceChildren(...[
  ...header(), progress(), failures(), deviceSpeed(), distributions(), latencyAgainstMacs(), memoryAgainstLatency(), rankCorrelation(), trialTable(), footer(),
].filter(Boolean));
page.querySelector('header').after(contents(page));
draw();
watch();
document.documentElement.dataset.ready = Math.round(performance.now());
