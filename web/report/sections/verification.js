// Each variant beside its source.
import { result } from '../data.js';
import { foldedSection, h } from '../dom.js';
import { percent, small } from '../format.js';
import { earlier } from '../model.js';
import { tableView } from '../tableView.js';
import { swatch } from './overview.js';

const lead = 'Each variant on each engine and delegate, compared with the source on the same inputs. Held-out samples were not used for '
  + 'calibration. A variant that fails a check is never recommended.';

export const verdictWord = gate => gate.passed ? h('span', { class: 'passed' }, '✓ passed') : h('span', { class: 'failed' }, '✗ failed');

const nothing = { set: '–', samples: 0, maxAbsError: null, maxRelError: null, cosine: null };

export function verification() {
  const lines = result.variants.flatMap((variant, index) => variant.verdicts
    .filter(v => v.parity.length || !v.gate.passed)
    .flatMap(v => (v.parity.length ? v.parity : [nothing]).map((p, i) => ({ variant, index, v, p, isFirst: i === 0 }))));
  if (!lines.length) return null;
  return foldedSection('verification', 'Verification', lead,
    tableView({ caption: 'Verification', kind: 'plain', columns, rows: lines, attributes: line => ({ class: line.isFirst ? null : 'more' }) }),
    checks());
}

const value = (kind, v) => kind === 'share' ? `${percent(v.value)} %` : small(v.value);
const counts = (v, n) => v.correct === null || v.correct === undefined ? `${n} samples` : `${v.correct} of ${n}`;
const on = v => `${v.target.engine}/${v.target.delegate}`;

const columns = [
  { title: 'Variant', value: l => l.variant.name, content: l => [swatch(l.index), h('span', { class: 'name' }, l.variant.name), h('small', null, on(l.v))] },
  { title: 'Inputs', value: l => l.p.set, content: l => [l.p.set, h('small', null, `${l.p.samples} samples`)] },
  { title: 'Largest error', unit: 'absolute', right: true, value: l => l.p.maxAbsError, content: l => small(l.p.maxAbsError) },
  { title: 'Largest error', unit: 'relative', right: true, value: l => l.p.maxRelError, content: l => small(l.p.maxRelError) },
  { title: 'Cosine', unit: 'smallest, mean', right: true, value: l => l.p.cosine === null ? null : Number(l.p.cosine.toFixed(9)), content: cosine },
  { title: 'Scores', wide: true, value: l => l.isFirst ? l.v.scores.map(s => `${s.title} ${value(s.kind, s.variant)}`).join('; ') : '', content: scores },
  { title: 'Verdict', wide: true, value: l => l.v.gate.passed ? 'passed' : 'failed',
    content: l => l.isFirst ? [verdictWord(l.v.gate), madeEarlier(l.v)] : null },
];

const cosineText = value => value.toFixed(6);

const cosine = ({ p }) => p.cosine === null ? 'not finite'
  : [cosineText(p.cosine), p.meanCosine === null || p.meanCosine === undefined ? null : h('small', null, `mean ${cosineText(p.meanCosine)}`)];

function scores({ v, isFirst }) {
  if (!isFirst) return null;
  return v.scores.length ? v.scores.map(s => h('div', null, `${s.title} ${value(s.kind, s.variant)}`,
    h('small', null, counts(s.variant, s.samples) + (s.source ? `, source ${value(s.kind, s.source)}` : '')))) : '–';
}

const madeEarlier = verdict => verdict.reusedFromUtc ? h('small', null, `by an earlier run, ${earlier(verdict.reusedFromUtc)}`) : null;

/** Each check with its value and limit; those that all variants pass alike would fill the table above. */
function checks() {
  const judged = result.variants.flatMap(variant => variant.verdicts.filter(v => v.gate.checks.length).map(v => ({ variant, v })));
  const failed = judged.some(({ v }) => !v.gate.passed);
  return judged.length === 0 ? null : h('details', { open: failed ? '' : null }, h('summary', null, 'Every check with its value and its limit'),
    h('dl', { class: 'rejected' }, judged.map(({ variant, v }) => [
      h('dt', null, `${variant.name} · ${on(v)}`),
      h('dd', null, v.gate.checks.map(c => h('div', { class: c.passed ? null : 'failed' }, `${c.passed ? '✓' : '✗'} ${c.text}`))),
    ])));
}
