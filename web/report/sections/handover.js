// What to ship and how it was made: all that someone else needs.
import { result } from '../data.js';
import { h, section } from '../dom.js';
import { pickedRow } from '../model.js';

/** What to ship and how it was made: all that someone else needs. */
export function handover() {
  const variant = pickedRow?.variant;
  const path = variant?.file ?? null;
  const tensors = list => list.map(t => `${t.name}: ${t.elementType}${t.shape ? ` [${t.shape.join(', ')}]` : ''}`).join('; ');
  const facts = [
    ['File', path ? h('a', { href: encodeURI(path), download: '' }, path) : variant ? `the source itself, ${result.source.name}` : null],
    ['SHA-256', variant?.sha256 ? h('code', null, variant.sha256) : null],
    ['Precision', variant?.precision],
    ['Source’s inputs', variant ? tensors(result.source.inputs) : null],
    ['Source’s outputs', variant ? tensors(result.source.outputs) : null],
    ['Preprocessing', variant ? Object.values(result.data.preprocess).join('; ') : null],
    ['Command', result.command ? h('code', null, result.command.line) : null],
    ['Measured on', `${result.device.cpu}, ${result.device.os}`],
  ].filter(([, value]) => value !== null && value !== undefined && value !== '');
  return section('handover', 'Hand-over', 'What to ship, what it takes, and the command that made it. Paths are relative to this report.',
    h('dl', { class: 'pairs ship' }, facts.map(([name, value]) => [h('dt', null, name), h('dd', null, value)])));
}
