// What each node costs: time, and nearness to the source.
import { result } from '../data.js';
import { chosen } from '../choice.js';
import { foldedSection, h } from '../dom.js';
import { minus, natural, percent, timeUnits } from '../format.js';
import { nodeRows } from '../layers.js';
import { picked } from '../model.js';
import { tableView } from '../tableView.js';

const lead = 'Each node in the order of execution. SQNR is the signal to quantization noise ratio of its result beside the source’s, in '
  + 'decibels: 20 dB is an error of 10 %, 40 dB of 1 %. Errors add up from node to node; look for steps. Times come from a run of its own '
  + 'with a profiler, which slows it down: they say where the time goes, not how long an inference takes.';

export function layers() {
  const known = result.variants.filter(v => v.layers?.layers?.length || v.profile?.steps?.length);
  if (!known.length) return null;
  const options = known.map(variant => {
    const target = variant.profile?.target ?? variant.layers.target;
    return { name: `${variant.name} on ${target.engine}/${target.delegate}`, variant, isPick: picked?.startsWith(`${variant.name}|`) };
  });
  return foldedSection('layers', 'Layers', lead, chosen('Variant', options, option => view(option)));
}

function view({ variant, name }) {
  const rows = nodeRows(variant.profile, variant.layers);
  const hasErrors = rows.some(r => r.compared), hasTimes = rows.some(r => r.timeNs !== null), hasShapes = rows.some(r => r.shape);
  const columns = [
    { title: '#', right: false, value: r => r.number },
    { title: 'Result', wide: true, value: r => r.output, content: r => h('span', { class: 'wrap' }, r.output ?? '–') },
  ];
  if (rows.some(r => r.kernel)) columns.splice(1, 0, { title: 'Node', value: r => r.kernel });
  if (hasShapes) columns.push({ title: 'Shape in the source', extra: true, value: r => r.shape?.join('×') ?? null });
  if (hasTimes) columns.push(
    { title: 'Runs on', value: r => r.delegate ?? 'the engine', content: r => [r.delegate ?? 'the engine', h('small', null, r.nodes > 1 && r.isFirst ? `step ${r.step}: ${r.nodes} nodes as one` : `step ${r.step}`)] },
    { title: 'Time', unit: 'µs', right: true, value: r => r.timeNs === null ? null : r.timeNs / 1000, content: time },
    { title: 'Share', unit: '%', right: true, value: r => r.share === null ? null : Number((r.share * 100).toFixed(1)), content: r => r.share === null ? '' : percent(r.share) });
  if (hasErrors) columns.push(
    { title: 'SQNR', unit: 'dB', right: true, value: r => r.sqnrDb === null ? null : Number(r.sqnrDb.toFixed(1)), content: sqnr },
    { title: 'Error ÷ spread', right: true, value: r => r.spreadError, content: r => r.compared ? percent(r.spreadError, 2) + ' %' : '–' });
  return [findings(variant), tableView({ caption: `Nodes of ${name}`, columns, rows, kind: 'plain dense' })];
}

function time(row) {
  if (row.timeNs === null) return '';
  const own = natural(row.timeNs, timeUnits);
  return `${(row.timeNs / 1000).toFixed(own.unit === 'ns' ? 2 : 1)}`;
}

/** A bar that is full at 60 dB. */
function sqnr(row) {
  if (!row.compared) return '–';
  if (row.sqnrDb === null) return row.spreadError === 0 ? 'equal' : 'not finite';
  const width = Math.max(0, Math.min(100, row.sqnrDb / 60 * 100));
  return [minus(row.sqnrDb.toFixed(1)), h('span', { class: `bar${row.sqnrDb < 20 ? ' low' : ''}` }, h('i', { style: `width:${width.toFixed(0)}%` }))];
}

/** Where a variant that failed parts from its source; of one that passed, what lies farthest away. */
function nearness(variant, compared) {
  const verdict = variant.verdicts.find(v => v.target.engine === compared.target.engine && v.target.delegate === compared.target.delegate);
  if (verdict && !verdict.gate.passed && compared.first) return `Tensors, ${compared.text}.`;
  const farthest = compared.layers.filter(pair => Number.isFinite(pair.sqnrDb)).sort((a, b) => a.sqnrDb - b.sqnrDb)[0];
  return `${compared.pairs} tensors have a counterpart in the source and were compared on ${compared.samples} held-out samples`
    + (farthest ? `; the lowest SQNR is ${farthest.sqnrDb.toFixed(1)} dB, of '${farthest.variant}'.` : '.');
}

function findings(variant) {
  const { layers: compared, profile, trials } = variant;
  const target = profile?.target ?? compared?.target;
  const trial = trials.find(t => t.engine === target.engine && t.delegate === target.delegate);
  const left = profile?.steps?.filter(step => !step.delegate).flatMap(step => step.nodes) ?? [];
  const delegated = profile?.steps?.some(step => step.delegate);
  const lines = [
    trial?.delegation?.text ? `${trial.delegation.text}${delegated && left.length && left.length <= 12 ? `; not taken: ${left.map(n => `${n.kernel} '${n.output ?? n.name ?? ''}'`).join(', ')}` : ''}.` : null,
    compared?.problem ? `Tensors could not be compared: ${compared.problem}.` : compared ? nearness(variant, compared) : null,
    profile?.problem ? `No times: ${profile.problem}.` : null,
  ].filter(Boolean);
  return lines.length ? h('ul', { class: 'notes' }, lines.map(text => h('li', null, text))) : null;
}
