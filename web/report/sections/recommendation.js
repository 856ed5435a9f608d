// What to ship, or why nothing.
import { result } from '../data.js';
import { h } from '../dom.js';
import { byteUnits, natural, percent, sizeText, small, speed, timeUnits } from '../format.js';
import { deltaText, memoryScale, pickedRow, quality, sourceRow } from '../model.js';

export function headline() {
  const { recommendation } = result;
  const limits = constraintList(recommendation.constraints);
  const rejected = recommendation.rejected.length
    ? h('details', null, h('summary', null, recommendation.pick ? 'Why not the others?' : 'Why none?'),
      h('dl', { class: 'rejected' }, recommendation.rejected.map(r => [h('dt', null, r.candidate), h('dd', null, r.text)])))
    : null;
  if (!pickedRow)
    return h('div', { class: 'pick none', id: 'recommendation' }, h('div', { class: 'label' }, 'No recommendation'),
      h('p', { class: 'what' }, 'No variant can be recommended'), h('p', { class: 'why' }, recommendation.reason), limits, rejected);
  return h('div', { class: 'pick', id: 'recommendation' },
    h('div', { class: 'label' }, 'Recommendation'),
    h('p', { class: 'what' }, pickedRow.variant.name, h('span', null, ` on ${pickedRow.where}`)),
    h('dl', { class: 'numbers' }, headlineNumbers(pickedRow)),
    h('p', { class: 'why' }, recommendation.reason), limits, rejected);
}

function headlineNumbers(row) {
  const numbers = [];
  const add = (label, value, unit, note) => numbers.push(h('div', null, h('dt', null, label), h('dd', null, value, h('i', null, unit)), h('dd', null, note)));
  const { latency, trial, variant, verdict } = row;
  if (latency) {
    const own = natural(latency.medianNs, timeUnits);
    const end = (ns, decimals) => (ns / own.factor).toFixed(decimals);
    const decimals = end(latency.medianLowNs, own.decimals) === end(latency.medianHighNs, own.decimals) ? own.decimals + 1 : own.decimals;
    add('Median latency', own.text, own.unit, `${end(latency.medianLowNs, decimals)}–${end(latency.medianHighNs, decimals)} ${own.unit}`
      + (sourceRow && sourceRow !== row ? `, ${speed(latency.medianNs / sourceRow.latency.medianNs, 'the source')}` : ''));
  }
  const score = quality?.of(verdict);
  if (score) add(quality.name, quality.format(score.value), quality.unit, quality.interval(score) + deltaText(row, ', ', quality.isShare ? ' percentage points from the source' : ' from the source'));
  if (variant.sizeBytes) {
    const own = natural(variant.sizeBytes, byteUnits);
    add('Size', own.text, own.unit, variant.name === 'source' ? 'the original file' : sizeText(result.source.sizeBytes / variant.sizeBytes));
  }
  if (trial.peakMemoryBytes) add('Peak memory', memoryScale.format(trial.peakMemoryBytes), 'MB', 'engine and model, without the bare worker');
  return numbers;
}

function constraintList(c) {
  const items = [];
  if (c.maxLatencyMs !== null && c.maxLatencyMs !== undefined) items.push(['median latency at most ', `${c.maxLatencyMs} ms`]);
  const given = value => value !== null && value !== undefined;
  if (given(c.maxP95Ms)) items.push(['p95 latency at most ', `${c.maxP95Ms} ms`]);
  if (c.maxSizeMb !== null && c.maxSizeMb !== undefined) items.push(['size at most ', `${c.maxSizeMb} MB`]);
  if (given(c.maxMemoryMb)) items.push(['peak memory at most ', `${c.maxMemoryMb} MB`]);
  if (c.minScore !== null && c.minScore !== undefined) items.push(['score at least ', `${percent(c.minScore)} %`]);
  if (c.maxError !== null && c.maxError !== undefined) items.push(['error at most ', small(c.maxError)]);
  if (given(c.maxDrop)) items.push(['loss against the source at most ', small(c.maxDrop)]);
  if (given(c.prefer)) items.push(['preferred: ', c.prefer]);
  if (!items.length) return h('ul', { class: 'limits' }, h('li', null, 'no constraints were given'));
  return h('ul', { class: 'limits' }, items.map(([label, value]) => h('li', null, label, h('b', null, value))));
}
