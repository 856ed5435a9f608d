// What to ship, or why nothing.
import { result } from '../data.js';
import { h } from '../dom.js';
import { byteUnits, natural, percent, sizeText, small, speed, timeUnits } from '../format.js';
import { deltaText, memoryScale, pickedRow, quality, sourceRow } from '../model.js';
import { slackOf } from '../slack.js';

export function headline() {
  const { recommendation } = result;
  const limits = constraintList(recommendation.constraints);
  const rejected = recommendation.rejected.length
    ? h('details', null, h('summary', null, recommendation.pick ? 'Why not the others?' : 'Why none?'),
      h('dl', { class: 'rejected' }, recommendation.rejected.map(r => [h('dt', null, r.candidate), h('dd', null, r.text)])))
    : null;
  if (!pickedRow)
    return h('section', { class: 'pick none', id: 'recommendation' }, h('h2', { class: 'label' }, 'No recommendation'),
      h('p', { class: 'what' }, 'No variant can be recommended'), h('p', { class: 'why' }, recommendation.reason), limits, nearest(), rejected);
  return h('section', { class: 'pick', id: 'recommendation' },
    h('h2', { class: 'label' }, 'Recommendation'),
    h('p', { class: 'what' }, pickedRow.variant.name, h('span', null, ` on ${pickedRow.where}`)),
    h('dl', { class: 'numbers' }, headlineNumbers(pickedRow)),
    h('p', { class: 'why' }, recommendation.reason), limits, rejected);
}

/** What comes nearest to the limits, where nothing keeps them. */
function nearest() {
  const misses = result.recommendation.nearestMiss ?? [];
  return misses.length
    ? h('p', { class: 'why' }, h('b', null, 'Nearest: '), misses[0].candidate, `, ${misses.map(m => m.text).join('; ')}`)
    : null;
}

/** Whether rounds that both share show no difference in speed to the recommended trial. */
const isTied = row => (result.recommendation.ties ?? []).some(tie => `${tie.variant}|${tie.engine}|${tie.delegate}` === row.key);

function headlineNumbers(row) {
  const numbers = [];
  const add = (label, value, unit, note) =>
    numbers.push(h('div', null, h('dt', null, label), h('dd', null, value, h('i', null, unit)), h('dd', null, note)));
  const { latency, trial, variant, verdict } = row, batch = result.data.batchSize ?? 1;
  if (latency) {
    const own = natural(latency.medianNs, timeUnits);
    const end = (ns, decimals) => (ns / own.factor).toFixed(decimals);
    const decimals = end(latency.medianLowNs, own.decimals) === end(latency.medianHighNs, own.decimals) ? own.decimals + 1 : own.decimals;
    add(batch > 1 ? `Median latency of ${batch} samples` : 'Median latency', own.text, own.unit, `${end(latency.medianLowNs, decimals)}–${end(latency.medianHighNs, decimals)} ${own.unit}`
      + (batch > 1 ? `, ${natural(latency.medianNs / batch, timeUnits).text} ${natural(latency.medianNs / batch, timeUnits).unit} per sample` : '')
      + (sourceRow && sourceRow !== row ? `, ${isTied(sourceRow) ? 'no difference to the source shown' : speed(latency.medianNs / sourceRow.latency.medianNs, 'the source')}` : ''));
  }
  const score = quality?.of(verdict);
  if (score)
    add(quality.name, quality.format(score.value), quality.unit,
      quality.interval(score) + deltaText(row, ', ', quality.isShare ? ' percentage points from the source' : ' from the source'));
  if (variant.sizeBytes) {
    const own = natural(variant.sizeBytes, byteUnits);
    add('Size', own.text, own.unit, variant.name === 'source' ? 'the original file' : sizeText(result.source.sizeBytes / variant.sizeBytes));
  }
  if (trial.peakMemoryBytes) add('Peak memory', memoryScale.format(trial.peakMemoryBytes), 'MB', 'engine and model, without the bare worker');
  return numbers;
}

/** Each limit, and how far the recommended trial stays from it. */
function constraintList(c) {
  const given = value => value !== null && value !== undefined;
  const score = pickedRow ? quality?.of(pickedRow.verdict) ?? null : null;
  const latency = pickedRow?.latency ?? null;
  const milliseconds = ns => latency ? natural(ns, timeUnits) : null;
  // The limit holds for the upper end of the interval.
  const p95 = latency ? latency.p95HighNs ?? latency.p95Ns : null;
  const lost = score?.source && quality.byData ? (quality.isShare ? score.source.value - score.value : score.value - score.source.value) : null;
  const shown = own => own ? `${own.text} ${own.unit}` : null;
  const limits = [
    ['median latency at most ', c.maxLatencyMs, v => `${v} ms`, latency ? latency.medianHighNs / 1e6 : null, () => `up to ${shown(milliseconds(latency.medianHighNs))}`],
    ['p95 latency at most ', c.maxP95Ms, v => `${v} ms`, p95 ? p95 / 1e6 : null, () => `up to ${shown(milliseconds(p95))}`],
    ['size at most ', c.maxSizeMb, v => `${v} MB`, pickedRow?.variant.sizeBytes / 1e6, () => shown(natural(pickedRow.variant.sizeBytes, byteUnits))],
    ['peak memory at most ', c.maxMemoryMb, v => `${v} MB`, pickedRow?.trial.peakMemoryBytes / 1e6, () => `${memoryScale.format(pickedRow.trial.peakMemoryBytes)} MB`],
    [`${quality?.byData ? quality.name.charAt(0).toLowerCase() + quality.name.slice(1) : 'score'} at least `, c.minScore, v => `${percent(v)} %`, score?.value, () => quality.full(score.value), true],
    ['error at most ', c.maxError, v => small(v), score?.value, () => quality.full(score.value)],
    ['loss against the source at most ', c.maxDrop, v => quality?.isShare ? `${percent(v)} points` : small(v), lost, () => quality.isShare ? `${percent(lost)} points` : small(lost)],
  ].filter(([, limit]) => given(limit));
  const items = limits.map(([label, limit, text, value, own, atLeast]) =>
    h('li', null, label, h('b', null, text(limit)), slackText(value, limit, own, atLeast)));
  if (given(c.prefer)) items.push(h('li', null, 'preferred: ', h('b', null, c.prefer)));
  return h('ul', { class: 'limits' }, items.length ? items : h('li', null, 'no constraints were given'));
}

function slackText(value, limit, own, atLeast) {
  const slack = slackOf(value, limit, atLeast);
  return slack === null ? null : `; it has ${own()}, ${slack}`;
}
