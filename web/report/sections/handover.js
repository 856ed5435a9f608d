// What to ship and how it was made: all that someone else needs.
import { copyButton } from '../clipboard.js';
import { result } from '../data.js';
import { h, pairs, section } from '../dom.js';
import { preprocessing, single } from '../format.js';
import { pickedRow } from '../model.js';
import { snippets } from '../snippets.js';
import { tableView } from '../tableView.js';
import { tabs } from '../tabs.js';

const lead = 'What to ship, what it takes, and the command that made it. The file lies beside this report.';

export function handover() {
  const variant = pickedRow?.variant ?? null;
  const { data, command, device } = result;
  const path = variant?.file ?? null;
  const facts = pairs([
    ['File', path ? fileLink(path) : variant ? `the source itself, ${result.source.name}` : null],
    ['SHA-256', variant?.sha256 ? h('code', null, variant.sha256) : null],
    ['Precision', variant?.precision],
    ['Preprocessing', variant ? preprocessing(data.preprocess) : null],
    ['Assumed', variant && data.assumptions.length ? data.assumptions.map(a => h('div', null, a)) : null],
    ['Classes', variant && data.classNames?.length ? classList(data.classNames) : null],
    ['Batch', variant && data.batchSize > 1 ? `${data.batchSize} samples in one inference, along the first axis; fill the last batch up with any samples and leave their results` : null],
    ['Command', command ? [h('code', null, command.line), ' ', copyButton('Copy', () => command.line, 'command')] : null],
    ['Measured on', `${device.cpu}, ${device.os}`],
  ], 'pairs ship');
  return section('handover', 'Hand-over', lead, facts, variant ? [signature(variant), code(variant)] : null);
}

/** A link only to what a fit writes: a result may have been edited. */
const fileLink = path => /^variants\/[^/\\]+$/.test(path) && !path.endsWith('..')
  ? h('a', { href: encodeURI(path).replace(/#/g, '%23').replace(/\?/g, '%3F'), download: '' }, path) : path;

/** Number and name of each class; more than a few are folded, all can be copied, one on each line. */
function classList(names) {
  const text = names.map((name, i) => `${i} ${name || '(no name)'}`);
  const copy = copyButton('Copy', () => names.join('\n') + '\n', 'names of the classes');
  return text.length <= 20 ? [text.join(', '), ' ', copy]
    : h('details', { class: 'inline' }, h('summary', null, `${text.length} names`), text.join(', '), ' ', copy);
}

const shapeText = shape => shape ? `[${shape.join(', ')}]` : 'unknown';

/** Inputs and outputs of the file, with what its integers mean; of an earlier result, those of the source. */
function signature(variant) {
  const described = variant.inputs?.length > 0;
  const of = (kind, list) => list.map(t => ({ kind, t }));
  const rows = described ? [...of('input', variant.inputs), ...of('output', variant.outputs)]
    : [...of('input', result.source.inputs), ...of('output', result.source.outputs)];
  const columns = [
    { title: 'Tensor', value: r => r.t.name, content: r => h('span', { class: 'name' }, r.t.name) },
    { title: 'Kind', value: r => r.kind },
    { title: 'Type', value: r => r.t.elementType },
    { title: 'Shape', value: r => shapeText(r.t.shape) },
  ];
  if (described) columns.push(
    { title: 'In the source', wide: true, value: r => `${r.t.sourceElementType} ${shapeText(r.t.sourceShape)}`
      + (r.t.permutation ? `; the file has its axes in the order ${r.t.permutation.join(', ')}` : '') },
    { title: 'Scale', right: true, value: r => single(r.t.scale) },
    { title: 'Zero point', right: true, value: r => r.t.zeroPoint });
  const caption = described ? 'Inputs and outputs of the file' : 'Inputs and outputs of the source';
  return [h('h3', null, caption), tableView({ caption, columns, rows, kind: 'plain' }),
    rows.some(r => r.t.scale) ? h('p', { class: 'small soft' }, 'value = (integer − zero point) · scale') : null];
}

/** How a program runs the file. */
function code(variant) {
  const list = snippets(variant, pickedRow.trial, result);
  return list.length === 0 ? null : [h('h3', null, 'In your program'), tabs('Language', list.map(({ language, note, text }) => ({
    name: language, content: [h('p', { class: 'small soft' }, note, ' ', copyButton('Copy', () => text, `${language} code`)), h('pre', { tabindex: '0' }, h('code', null, text))],
  })))];
}
