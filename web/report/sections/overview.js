// Every variant on every engine and delegate.
import { result } from '../data.js';
import { h, section } from '../dom.js';
import { times } from '../format.js';
import { deltaOf, deltaText, earlier, latencyScale, loadScale, memoryScale, quality, rows, sizeScale, sourceRow } from '../model.js';
import { tableView } from '../tableView.js';
import { verdictWord } from './verification.js';
import { colourIndex } from '../plots/colours.js';

const lead = 'Every variant on every engine and delegate. The small figures are 95 % intervals: those of medians come from the launches of a '
  + 'trial, those of scores from the samples. They cover this machine during the run, not other machines or days. Comparisons with the '
  + 'fastest trial use launches of the same rounds. The first inference is below the load time.';

export const swatch = index => h('span', { class: 'swatch', style: `background:var(${colourIndex(index)})` });

export const variantName = (variant, index) => [swatch(index), h('span', { class: 'name' }, variant.name), h('small', null, variant.precision)];

export function overview() {
  const lines = result.variants.flatMap((variant, index) =>
    variant.trials.length ? rows.filter(r => r.variant === variant) : [{ variant, index, trial: null, latency: null, where: null }]);
  return section('overview', 'Variants and engines', lead,
    result.data.batchSize > 1 ? h('p', { class: 'lead' }, `Latencies are of one inference, which takes ${result.data.batchSize} samples.`) : null,
    tableView({ caption: 'Variants and engines', columns: columns(), rows: lines, rest, attributes }), flagNotes());
}

const attributes = row => ({
  class: [row.picked ? 'picked' : '', row.latency ? '' : 'out'].join(' ').trim() || null, 'data-where': row.where,
});

function rest({ variant, trial, latency }) {
  if (!trial) return variant.reason ?? 'not measured';
  return latency ? null : `${trial.outcome}: ${trial.reason ?? ''}`;
}

const inUnit = (scale, value) => value === null || value === undefined ? null : Number((value / scale.factor).toPrecision(6));

function columns() {
  const ratio = r => r.latency && sourceRow ? sourceRow.latency.medianNs / r.latency.medianNs : null;
  const score = r => quality?.of(r.verdict) ?? null;
  const list = [
    { title: 'Variant', value: r => r.variant.name, content: r => variantName(r.variant, r.index) },
    { title: 'Engine and delegate', wide: true, value: r => r.where, content: engine },
    { title: 'Median', unit: latencyScale.unit, right: true, value: r => inUnit(latencyScale, r.latency?.medianNs), content: median },
    { title: 'p95', unit: latencyScale.unit, right: true, value: r => inUnit(latencyScale, r.latency?.p95Ns), content: r => latencyScale.format(r.latency.p95Ns) },
    { title: 'Speed', extra: true, unit: 'vs. source', right: true, value: ratio, content: r => ratio(r) ? times(ratio(r)) : '–' },
    { title: 'Size', unit: sizeScale.unit, right: true, value: r => inUnit(sizeScale, r.variant.sizeBytes), content: r => sizeScale.format(r.variant.sizeBytes) },
    { title: 'Memory', extra: true, unit: 'peak MB', right: true, value: r => inUnit(memoryScale, r.trial?.peakMemoryBytes), content: r => memoryScale.format(r.trial.peakMemoryBytes) },
    { title: 'Load / first run', extra: true, unit: loadScale.unit, right: true, value: r => inUnit(loadScale, r.trial?.loadNs),
      content: r => [loadScale.format(r.trial.loadNs), h('small', null, loadScale.format(r.trial.firstInferenceNs))] },
  ];
  if (quality)
    list.push({ title: quality.short, unit: quality.unit, right: true, value: r => score(r) ? quality.number(score(r).value) : null,
      content: r => score(r) ? [quality.format(score(r).value), h('small', null, quality.ends(score(r)))] : '–' });
  if (quality?.byData)
    list.push({ title: 'Δ score', extra: true, unit: quality.isShare ? 'pp' : '', right: true, value: r => deltaOf(r), content: r => deltaText(r) || '–' });
  list.push({ title: 'Verified', value: r => r.verdict ? (r.verdict.gate.passed ? 'passed' : 'failed') : null, content: verdictOf });
  return list;
}

const median = ({ latency, trial }) => [latencyScale.format(latency.medianNs), h('small', null, latencyScale.interval(latency)), toFastest(trial)];

/** Latency over that of the fastest trial, by shared rounds. */
function toFastest(trial) {
  const ratio = trial.toFastest;
  if (!ratio) return null;
  const title = `compared with the fastest trial in ${ratio.rounds} shared rounds`;
  // Two lines: the column stays as narrow as its numbers.
  return [h('small', { title, class: 'extra' }, ratio.verdict === 'no-difference' ? 'no difference shown' : `${ratio.ratio.toFixed(2)}× the fastest`),
    h('small', { title, class: 'extra' }, `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`)];
}

function engine(row) {
  const { trial } = row;
  if (!trial) return '–';
  const flags = row.latency?.flags.map(f => h('span', { class: 'tag', title: remarks.get(f)?.message ?? '' }, f)) ?? [];
  if (row.front) flags.unshift(h('span', { class: 'tag accent' }, 'Pareto front'));
  if (row.picked) flags.unshift(h('span', { class: 'tag accent' }, 'recommended'));
  const aside = trial.setAside ?? [];
  const again = aside.length ? h('small', { title: aside.map(s => s.flags.join(', ')).join('; ') },
    `repeated; earlier launches: ${aside.map(s => latencyScale.format(s.medianNs)).join(', ')} ${latencyScale.unit}`) : null;
  const old = row.latency && trial.reusedFromUtc ? h('small', null, `measured by an earlier run, ${earlier(trial.reusedFromUtc)}`) : null;
  const nodes = h('small', { class: 'extra', title: trial.delegation?.evidence ?? '' }, trial.delegation?.text ?? '');
  return [row.where, nodes, old, again, flags];
}

function verdictOf({ variant, verdict }) {
  if (variant.name === 'source' && verdict && !verdict.parity.length) return h('span', { class: 'soft' }, 'source');
  if (!verdict) return h('span', { class: 'failed' }, 'not verified');
  return verdict.gate.passed ? verdictWord(verdict.gate) : [verdictWord(verdict.gate), h('small', null, verdict.gate.checks[0]?.text ?? '')];
}

/** Code of a doubt or reservation → what the first trial that has it says of it, and how many have it. */
const remarks = new Map();
for (const { trial } of rows) {
  for (const { code, message } of trial.diagnostics ?? [])
    remarks.set(code, { message: remarks.get(code)?.message ?? message, trials: (remarks.get(code)?.trials ?? 0) + 1 });
  for (const code of trial.latency?.flags ?? []) if (!remarks.has(code)) remarks.set(code, { message: '', trials: 1 });
}

/** What the remarks that occur mean, below the table. */
function flagNotes() {
  return remarks.size
    ? h('ul', { class: 'notes' }, [...remarks].map(([code, r]) =>
      h('li', null, h('b', null, code), r.trials > 1 ? `in ${r.trials} trials; the first: ${r.message}` : r.message)))
    : null;
}
