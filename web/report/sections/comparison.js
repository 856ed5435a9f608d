// This run beside an earlier one.
import { data } from '../data.js';
import { foldedSection, h } from '../dom.js';
import { natural, timeUnits } from '../format.js';
import { tableView } from '../tableView.js';

export function comparison() {
  const { comparison: compared } = data;
  if (!compared) return null;
  const { before, trials, onlyBefore, onlyAfter, notes } = compared;
  const lead = `With ${before.file}: Sartor ${before.sartorVersion}, ${before.startedUtc.slice(0, 16).replace('T', ' ')} UTC, ${before.device}. `
    + 'A ratio above 1 is slower now. Two runs meet different states of the machine; its 95 % interval covers what launches show, not that.';
  return foldedSection('comparison', 'Compared with an earlier run', lead,
    notes.length ? h('ul', { class: 'notes' }, notes.map(n => h('li', { class: 'warning' }, n))) : null,
    tableView({ caption: 'Compared with an earlier run', columns, rows: trials, kind: 'plain' }),
    alone('Only in the earlier run', onlyBefore), alone('Only in this run', onlyAfter));
}

const time = ns => {
  if (ns === null || ns === undefined) return 'not measured';
  const own = natural(ns, timeUnits);
  return `${own.text} ${own.unit}`;
};

const words = { slower: 'slower', faster: 'faster', 'no-difference': 'no difference shown' };

const columns = [
  { title: 'Variant', value: t => t.variant, content: t => h('span', { class: 'name' }, t.variant) },
  { title: 'Engine and delegate', value: t => `${t.target.engine}/${t.target.delegate}` },
  { title: 'Before', unit: 'median', right: true, value: t => t.beforeNs, content: t => time(t.beforeNs) },
  { title: 'Now', unit: 'median', right: true, value: t => t.afterNs, content: t => time(t.afterNs) },
  { title: 'Ratio', unit: '95 % interval', right: true, value: t => t.ratio?.ratio ?? null,
    content: t => t.ratio ? [t.ratio.ratio.toFixed(3), h('small', null, `${t.ratio.low.toFixed(3)}–${t.ratio.high.toFixed(3)}`)] : '–' },
  { title: 'Verdict', wide: true, value: t => t.ratio ? words[t.ratio.verdict] : 'too few launches',
    content: t => h('span', { class: { slower: 'failed', faster: 'passed' }[t.ratio?.verdict] ?? 'soft' }, t.ratio ? words[t.ratio.verdict] : 'too few launches') },
];

const alone = (title, list) => list.length ? h('p', { class: 'small soft' }, `${title}: ${list.join('; ')}.`) : null;
