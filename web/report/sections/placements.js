// What other targets would take of a variant.
import { result } from '../data.js';
import { foldedSection, h } from '../dom.js';
import { tableView } from '../tableView.js';
import { variantName } from './overview.js';

const lead = 'From tables of what delegates, compilers and execution providers document. Nothing here was run or measured, and a device may '
  + 'still refuse a node. The small figures are the partitions: each border between a partition and the processor costs a transfer.';

/** What delegates, compilers and execution providers would take, by their documentation: a table for each format. */
export function placements() {
  const placed = result.variants.filter(v => v.placements?.length);
  if (!placed.length) return null;
  return foldedSection('placement', 'What other targets would take', lead,
    [...new Set(placed.map(v => v.format))].map(format => placementTable(format, placed.filter(v => v.format === format))), placementReasons(placed));
}

function placementTable(format, variants) {
  const of = (v, target) => v.placements.find(p => p.target === target);
  return tableView({
    caption: `Operators of ${format} files that other targets would take`, kind: 'plain placed', rows: variants,
    columns: [
      { title: 'Variant', unit: format, value: v => v.name, content: v => variantName(v, result.variants.indexOf(v)) },
      ...variants[0].placements.map(t => ({ title: t.target, note: t.title, value: v => of(v, t.target)?.taken ?? null,
        content: v => of(v, t.target) ? placementCell(of(v, t.target)) : '–' })),
    ],
  });
}

function placementCell(p) {
  const left = p.operators - p.taken, parts = h('small', null, `${p.partitions} ${p.partitions === 1 ? 'partition' : 'partitions'}`);
  if (!left) return [`all ${p.operators}`, parts];
  return p.taken ? [`${p.taken} of ${p.operators}`, parts] : h('span', { class: 'soft' }, `none of ${p.operators}`);
}

/** Why operators stay on the processor: reasons that differ in the name of the operator alone are one, and each names its variants. */
function placementReasons(variants) {
  const found = new Map();
  for (const v of variants) for (const p of v.placements) for (const r of p.reasons) {
    const key = `${p.target} ${r.reason.replaceAll(r.operator, '')}`;
    if (!found.has(key)) found.set(key, { ...r, target: p.target, others: new Set(), where: new Set() });
    const entry = found.get(key);
    if (r.operator !== entry.operator) entry.others.add(r.operator);
    entry.where.add(v.name);
  }
  // A source and its variants have targets of their own; each target's reasons come together.
  const sources = new Map(variants.flatMap(v => v.placements.map(p => [p.target, p.source])));
  return h('details', null, h('summary', null, 'What stays on the processor, why, and where the tables come from'),
    h('dl', { class: 'rejected' },
      [...sources.keys()].flatMap(target => [...found.values()].filter(r => r.target === target)).map(r => [h('dt', null, r.target), h('dd', null,
        `${r.operator}: ${r.reason}. To do: ${r.advice}. ${r.others.size ? `The same holds for ${[...r.others].join(', ')}. ` : ''}In ${[...r.where].join(', ')}.`)]),
      [...sources].map(([target, source]) => [h('dt', null, `${target}: table`), h('dd', null, source)])));
}
