// Every variant on every engine and delegate.
import { result } from '../data.js';
import { cell, h, section } from '../dom.js';
import { small, times } from '../format.js';
import { colourIndex, deltaText, earlier, front, latencyScale, loadScale, memoryScale, quality, rows, sizeScale, sourceRow } from '../model.js';
import { verdictWord } from './verification.js';

export const swatch = index => h('span', { class: 'swatch', style: `background:var(${colourIndex(index)})` });

export function overview() {
  const byData = quality?.byData;
  const head = [['Variant'], ['Engine and delegate'], ['Median', latencyScale.unit, 1], ['p95', latencyScale.unit, 1], ['Speed', 'vs. source', 1], ['Size', sizeScale.unit, 1],
    ['Memory', 'peak MB', 1], ['Load / first run', loadScale.unit, 1]];
  if (quality) head.push([quality.short, quality.unit, 1]);
  if (byData) head.push(['Δ score', quality.isShare ? 'pp' : '', 1]);
  head.push(['Verified']);
  const body = result.variants.flatMap((variant, index) => variant.trials.length
    ? rows.filter(r => r.variant === variant).map((row, i, all) => overviewRow(row, i, all.length, byData))
    : [h('tr', { class: 'out' }, cell('Variant', variantName(variant, index), 'head span'), h('td', { class: 'wide', colspan: head.length - 1, 'data-label': variant.outcome }, h('div', null, variant.reason ?? 'not measured')))]);
  return section('overview', 'Variants and engines', 'Every variant on every engine and delegate. The small figures are 95 % intervals: those of medians come from the launches of a trial, those of scores from the samples. They cover this machine during the run, not other machines or days. Comparisons with the fastest trial use launches of the same rounds. The first inference is below the load time.',
    h('div', { class: 'scroll' }, h('table', { class: 'folds' },
      h('thead', null, h('tr', null, head.map(([name, unit, right]) => h('th', { class: right ? 'r' : null }, name, h('em', null, unit ?? '\u00a0'))))),
      h('tbody', null, body))), flagNotes());
}

/** Code of a doubt or reservation → what the first trial that has it says of it, and how many have it. */
const remarks = new Map();

for (const { trial } of rows) {
  for (const { code, message } of trial.diagnostics ?? []) remarks.set(code, { message: remarks.get(code)?.message ?? message, trials: (remarks.get(code)?.trials ?? 0) + 1 });
  for (const code of trial.latency?.flags ?? []) if (!remarks.has(code)) remarks.set(code, { message: '', trials: 1 });
}

/** What the remarks that occur mean, below the table. */
function flagNotes() {
  return remarks.size
    ? h('ul', { class: 'notes' }, [...remarks].map(([code, r]) => h('li', null, h('b', null, code), r.trials > 1 ? `in ${r.trials} trials; the first: ${r.message}` : r.message)))
    : null;
}

export const variantName = (variant, index) => [swatch(index), h('span', { class: 'name' }, variant.name), h('small', null, variant.precision)];

function overviewRow(row, i, count, byData) {
  const { variant, trial, latency } = row;
  const name = cell('Variant', variantName(variant, row.index), `head span${i > 0 ? ' repeat' : ''}`);
  const flags = latency?.flags.map(f => h('span', { class: 'tag', title: remarks.get(f)?.message ?? '' }, f)) ?? [];
  if (row.front) flags.unshift(h('span', { class: 'tag accent' }, 'Pareto front'));
  if (row.picked) flags.unshift(h('span', { class: 'tag accent' }, 'recommended'));
  const aside = trial.setAside ?? [];
  const again = aside.length
    ? h('small', { title: aside.map(s => s.flags.join(', ')).join('; ') }, `repeated; earlier launches: ${aside.map(s => latencyScale.format(s.medianNs)).join(', ')} ${latencyScale.unit}`)
    : null;
  const old = trial.reusedFromUtc ? h('small', null, `measured by an earlier run, ${earlier(trial.reusedFromUtc)}`) : null;
  const nodes = h('small', { title: trial.delegation?.evidence ?? '' }, trial.delegation?.text ?? '');
  const engine = cell('Engine', [row.where, nodes, old, again, flags], 'wide');
  const classes = [i < count - 1 ? 'inner' : '', row.picked ? 'picked' : '', trial.outcome === 'measured' ? '' : 'out'].join(' ').trim();
  if (!latency)
    return h('tr', { class: classes }, name, cell('Engine', row.where, 'wide'), h('td', { class: 'wide', colspan: byData ? 9 : quality ? 8 : 7, 'data-label': trial.outcome }, h('div', null, `${trial.outcome}: ${trial.reason ?? ''}`)));
  const score = quality?.of(row.verdict);
  const ratio = sourceRow ? sourceRow.latency.medianNs / latency.medianNs : null;
  const cells = [name, engine,
    cell('Median, ' + latencyScale.unit, [latencyScale.format(latency.medianNs), h('small', null, latencyScale.interval(latency)), toFastest(trial)], 'r'),
    cell('p95, ' + latencyScale.unit, latencyScale.format(latency.p95Ns), 'r'),
    cell('Speed vs. source', ratio ? times(ratio) : '–', 'r'),
    cell('Size, ' + sizeScale.unit, sizeScale.format(variant.sizeBytes), 'r'),
    cell('Peak memory, MB', memoryScale.format(trial.peakMemoryBytes), 'r'),
    cell('Load / first run, ' + loadScale.unit, [loadScale.format(trial.loadNs), h('small', null, loadScale.format(trial.firstInferenceNs))], 'r')];
  if (quality) cells.push(cell(quality.short + (quality.unit && ', ' + quality.unit), score ? [quality.format(score.value), h('small', null, quality.ends(score))] : '–', 'r'));
  if (byData) cells.push(cell(quality.isShare ? 'Δ score, pp' : 'Δ score', deltaText(row) || '–', 'r'));
  cells.push(cell('Verified', verdictOf(row), 'wide'));
  return h('tr', { class: classes }, cells);
}

/** Latency over that of the fastest trial, by shared rounds. */
function toFastest(trial) {
  const ratio = trial.toFastest;
  if (!ratio) return null;
  const title = `compared with the fastest trial in ${ratio.rounds} shared rounds`;
  // Two lines: the column stays as narrow as its numbers.
  return [h('small', { title }, ratio.verdict === 'no-difference' ? 'no difference shown' : `${ratio.ratio.toFixed(2)}× the fastest`),
    h('small', { title }, `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`)];
}

function verdictOf({ variant, verdict }) {
  if (variant.name === 'source' && verdict && !verdict.parity.length) return h('span', { class: 'soft' }, 'source');
  if (!verdict) return h('span', { class: 'failed' }, 'not verified');
  return verdict.gate.passed ? verdictWord(verdict.gate) : [verdictWord(verdict.gate), h('small', null, verdict.gate.checks[0]?.text ?? '')];
}
