// Each variant beside its source.
import { result } from '../data.js';
import { cell, h, section } from '../dom.js';
import { percent, small } from '../format.js';
import { earlier } from '../model.js';
import { swatch } from './overview.js';

export function verification() {
  const checked = result.variants.flatMap(variant => variant.verdicts.filter(v => v.parity.length || !v.gate.passed).map(v => ({ variant, v })));
  if (!checked.length) return null;
  const value = (kind, v) => kind === 'share' ? `${percent(v.value)} %` : small(v.value);
  const counts = (v, n) => v.correct === null || v.correct === undefined ? `${n} samples` : `${v.correct} of ${n}`;
  const scores = v => v.scores.length ? v.scores.map(s => h('div', null, `${s.title} ${value(s.kind, s.variant)}`,
    h('small', null, counts(s.variant, s.samples) + (s.source ? `, source ${value(s.kind, s.source)}` : '')))) : '–';
  const nothing = [{ set: '–', samples: 0, maxAbsError: null, maxRelError: null, cosine: null }];
  const body = checked.flatMap(({ variant, v }) => {
    const on = `${v.target.engine}/${v.target.delegate}`, sets = v.parity.length ? v.parity : nothing;
    return sets.map((p, i) => h('tr', { class: i < sets.length - 1 ? 'inner' : null },
      cell('Variant', [swatch(result.variants.indexOf(variant)), h('span', { class: 'name' }, variant.name), h('small', null, on)], `head span${i > 0 ? ' repeat' : ''}`),
      cell('Inputs', [p.set, h('small', null, `${p.samples} samples`)], 'wide'),
      cell('Largest error, absolute', small(p.maxAbsError), 'r'), cell('Largest error, relative', small(p.maxRelError), 'r'),
      cell('Smallest cosine, then mean', p.cosine === null ? 'not finite' : [p.cosine.toFixed(6), p.meanCosine == null ? null : h('small', null, p.meanCosine.toFixed(6))], 'r'),
      cell('Scores', i === 0 ? scores(v) : null, 'wide'),
      cell('Checks', i === 0 ? [verdictWord(v.gate), v.gate.checks.map(c => h('small', null, c.text)), madeEarlier(v)] : null, 'span wide')));
  });
  return section('verification', 'Verification', 'Each variant on each engine and delegate, compared with the source on the same inputs. Held-out samples were not used for calibration. A variant that fails a check is never recommended.',
    h('div', { class: 'scroll' }, h('table', { class: 'folds' },
      h('thead', null, h('tr', null, [['Variant'], ['Inputs'], ['Largest error', 'absolute', 1], ['Largest error', 'relative', 1], ['Cosine', 'smallest, mean', 1], ['Scores'], ['Checks']].map(([name, unit, right]) => h('th', { class: right ? 'r' : null }, name, h('em', null, unit ?? '\u00a0'))))),
      h('tbody', null, body))));
}

const madeEarlier = verdict => verdict.reusedFromUtc ? h('small', null, `by an earlier run, ${earlier(verdict.reusedFromUtc)}`) : null;

export const verdictWord = gate => gate.passed ? h('span', { class: 'passed' }, '✓ passed') : h('span', { class: 'failed' }, '✗ failed');
