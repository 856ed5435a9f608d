// Samples that a variant sees differently from its source, and how right it is for each class.
import { result } from '../data.js';
import { foldedSection, h } from '../dom.js';
import { className, fateOf, fates } from '../classes.js';
import { grouped, minus, percent } from '../format.js';
import { picked } from '../model.js';
import { chosen } from '../choice.js';
import { tableView } from '../tableView.js';

const lead = 'Held-out samples for which a variant names another class than the source. Look at what is lost: a variant that loses one kind '
  + 'of sample can be as right on average as one that loses none.';

const shownAtFirst = 24;

export function changedSamples() {
  const judged = result.variants.flatMap((variant, index) => variant.verdicts
    .filter(verdict => Number.isInteger(verdict.changedSampleCount))
    .map(verdict => ({ name: `${variant.name} on ${verdict.target.engine}/${verdict.target.delegate}`, variant, index, verdict,
      isPick: picked === `${variant.name}|${verdict.target.engine}|${verdict.target.delegate}` })));
  if (!judged.length) return null;
  return foldedSection('samples', 'Samples that changed', lead, chosen('Variant', judged, j => [changes(j), classes(j)]));
}

function changes({ verdict }) {
  const { changedSamples: samples, changedSampleCount: count } = verdict;
  const heldOut = result.data.split.heldOutSamples;
  if (count === 0) return h('p', null, `None of ${grouped(heldOut)} held-out samples: it names the same class for all of them.`);
  const order = ['lost', 'changed', 'differs', 'won'];
  const listed = [...samples].sort((a, b) => order.indexOf(fateOf(a)) - order.indexOf(fateOf(b)));
  const more = listed.slice(shownAtFirst);
  return [
    h('p', null, `${grouped(count)} of ${grouped(heldOut)} held-out samples: ${fates(samples)}${count > samples.length ? ` among the first ${samples.length}` : ''}.`),
    h('ul', { class: 'samples' }, listed.slice(0, shownAtFirst).map(card)),
    more.length ? h('details', null, h('summary', null, `${more.length} more`), h('ul', { class: 'samples' }, more.map(card))) : null,
  ];
}

function card(sample) {
  const { classNames: names, thumbnails } = result.data, fate = fateOf(sample);
  const picture = thumbnails?.[sample.id];
  const line = (what, index) => [h('dt', null, what),
    h('dd', { class: sample.label === null ? null : index === sample.label ? 'passed' : 'failed' }, className(names, index))];
  return h('li', null,
    picture?.startsWith('data:image/') ? h('img', { src: picture, alt: `sample ${sample.id}`, loading: 'lazy' }) : null,
    h('div', null, h('b', null, sample.id), ' ', h('span', { class: `tag ${fate}` }, { lost: 'lost', won: 'won', changed: 'still wrong', differs: 'differs' }[fate]),
      h('dl', { class: 'named' },
        sample.label === null ? null : [h('dt', null, 'true'), h('dd', null, className(names, sample.label))],
        line('source', sample.source), line('variant', sample.variant))));
}

function classes({ verdict, name }) {
  const rows = verdict.scores.find(s => s.classes?.length)?.classes ?? [];
  if (rows.length < 2) return null;
  const share = (correct, row) => Number((correct / row.samples * 100).toFixed(1));
  const delta = row => row.variantCorrect - row.sourceCorrect;
  const view = tableView({
    caption: `Classes: ${name}`, kind: 'plain', rows,
    columns: [
      { title: 'Class', value: r => className(result.data.classNames, r.class) },
      { title: 'Number', right: true, value: r => r.class },
      { title: 'Samples', right: true, value: r => r.samples, content: r => grouped(r.samples) },
      { title: 'Source', unit: '% right', right: true, value: r => share(r.sourceCorrect, r), content: r => percent(r.sourceCorrect / r.samples) },
      { title: 'Variant', unit: '% right', right: true, value: r => share(r.variantCorrect, r), content: r => percent(r.variantCorrect / r.samples) },
      { title: 'Change', unit: 'samples', right: true, value: delta, content: r => (delta(r) > 0 ? '+' : delta(r) === 0 ? '±' : '') + minus(String(delta(r))) },
    ],
  });
  return rows.length > 20
    ? h('details', null, h('summary', null, `Each of the ${rows.length} classes`), view)
    : [h('h3', null, 'Each class'), view];
}
