// All trials, page by page: a page of the table is made when it is looked at, so that 10,000 rows open as fast as ten.
import { copyButton } from '../clipboard.js';
import { h, narrow, section } from '../dom.js';
import { grouped, millions, percent, small } from '../format.js';
import { sorted, toCsv, toMarkdown } from '../tables.js';
import { devices, trials } from './data.js';
import { filtered, percentOf } from './rows.js';
import { energyScale, latencyScale, memoryScale, sizeScale } from './scales.js';

const pageSize = narrow() ? 10 : 50;

const scaled = (field, scale) => ({ right: true, unit: scale.unit, value: t => t[field] === null ? null : Number((t[field] / scale.factor).toPrecision(7)), content: t => scale.format(t[field]) });

const isShare = t => t.score?.startsWith('top');

// Most devices have neither meter nor thermometer: a column that would be empty is not there.
const has = field => trials.some(t => typeof t[field] === 'number');

const columns = [
  { title: 'Model', value: t => t.model, content: t => [h('span', { class: 'name wrap' }, t.model), h('small', null, t.variant)] },
  { title: 'Step', value: t => t.step },
  { title: 'Device', value: t => t.device, content: t => t.device ? [t.device, h('small', null, t.target)] : null },
  { title: 'Ending', value: t => t.ending === 'none' ? t.state : t.ending, content: t => h('span', { class: t.ending === 'succeeded' ? 'passed' : t.ending === 'none' ? 'soft' : 'failed' }, t.ending === 'none' ? t.state : t.ending) },
  { title: 'Median', ...scaled('median_ns', latencyScale), content: t => t.median_ns === null ? null : [latencyScale.format(t.median_ns), h('small', null, `${latencyScale.format(t.median_low_ns)}–${latencyScale.format(t.median_high_ns)}`)] },
  has('anchor_ratio') && { title: 'Anchor', right: true, unit: '%', value: t => t.anchor_ratio === null ? null : 100 * t.anchor_ratio, content: t => t.anchor_ratio === null ? null : [percentOf(t.anchor_ratio), t.flags?.includes('device-drift') && h('small', { class: 'failed' }, 'device-drift')] },
  { title: 'p99', ...scaled('p99_ns', latencyScale), content: t => t.p99_ns === null ? null : latencyScale.format(t.p99_ns) },
  { title: 'Memory', ...scaled('peak_memory_bytes', memoryScale), content: t => t.peak_memory_bytes === null ? null : memoryScale.format(t.peak_memory_bytes) },
  has('energy_per_inference_j') && { title: 'Energy', ...scaled('energy_per_inference_j', energyScale), content: t => t.energy_per_inference_j === null ? null : [energyScale.format(t.energy_per_inference_j), h('small', null, `${small(t.power_mean_w)} W`)] },
  has('temperature_max_c') && { title: 'Hottest', right: true, unit: '°C', value: t => t.temperature_max_c, content: t => t.temperature_max_c === null ? null : t.temperature_max_c.toFixed(1) },
  { title: 'MACs', right: true, value: t => t.macs, content: t => t.macs === null ? null : millions(t.macs) },
  { title: 'Size', ...scaled('size_bytes', sizeScale), content: t => t.size_bytes === null ? null : sizeScale.format(t.size_bytes) },
  { title: 'Score', right: true, value: t => t.score_value, content: t => t.score_value === null ? null : [isShare(t) ? `${percent(t.score_value)} %` : small(t.score_value), h('small', null, t.score)] },
  { title: 'Verdict or reason', wide: true, value: t => t.reason ?? t.verdict, content: t => t.reason ? h('span', { class: 'soft wrap' }, t.reason) : t.verdict },
].filter(Boolean);

export function trialTable() {
  const state = { text: '', chosen: { step: '', device: '', ending: '' }, column: null, direction: 0, page: 0, rows: trials };
  const body = h('tbody'), said = h('span', { role: 'status' });
  const heads = columns.map(column => {
    const button = h('button', { type: 'button', class: 'sort' }, column.title, h('em', null, column.unit ?? '\u00a0'));
    button.addEventListener('click', () => {
      const first = column.right ? -1 : 1;
      if (state.column !== column) Object.assign(state, { column, direction: first });
      else if (state.direction === first) state.direction = -first;
      else Object.assign(state, { column: null, direction: 0 });
      update();
    });
    return h('th', { scope: 'col', class: column.right ? 'r' : null }, button);
  });
  const [back, next] = [['Previous page', -1], ['Next page', 1]].map(([name, step]) => {
    const button = h('button', { type: 'button' }, name);
    button.addEventListener('click', () => { state.page += step; show(); });
    return button;
  });

  function update() {
    const found = filtered(trials, state.text, state.chosen);
    state.rows = state.column ? sorted(found, state.column, state.direction) : found;
    state.page = 0;
    heads.forEach((head, i) => {
      if (columns[i] === state.column) head.setAttribute('aria-sort', state.direction > 0 ? 'ascending' : 'descending'); else head.removeAttribute('aria-sort');
    });
    sort.value = state.column ? `${columns.indexOf(state.column)},${state.direction}` : '';
    show();
  }

  function show() {
    const { rows, page } = state, last = Math.max(0, Math.ceil(rows.length / pageSize) - 1), part = rows.slice(page * pageSize, (page + 1) * pageSize);
    body.replaceChildren(...part.map(line));
    back.disabled = page === 0;
    next.disabled = page >= last;
    said.textContent = rows.length ? `${grouped(page * pageSize + 1)}–${grouped(page * pageSize + part.length)} of ${grouped(rows.length)} trials` : 'No trial has all of this.';
  }

  const search = h('input', { type: 'search', name: 'find', placeholder: 'model, device, reason …' });
  search.addEventListener('input', () => { state.text = search.value; update(); });
  const chooser = (name, title, values) => {
    const select = h('select', { name }, h('option', { value: '' }, 'all'), values.map(value => h('option', { value }, value)));
    select.addEventListener('change', () => { state.chosen[name] = select.value; update(); });
    return h('label', null, `${title} `, select);
  };
  const sort = h('select', { name: 'sort' }, h('option', { value: '' }, 'as planned'), columns.flatMap((c, i) => [[`${i},1`, 'ascending'], [`${i},-1`, 'descending']].map(([value, name]) => h('option', { value }, `${c.title}, ${name}`))));
  sort.addEventListener('change', () => {
    const [index, direction] = sort.value ? sort.value.split(',').map(Number) : [0, 0];
    Object.assign(state, { column: direction ? columns[index] : null, direction });
    update();
  });
  update();
  const few = () => state.rows;
  return section('trials', 'Trials', null,
    h('div', { class: 'tools filters' }, h('label', null, 'Find ', search), chooser('step', 'Step', [...new Set(trials.map(t => t.step))]),
      chooser('device', 'Device', devices), chooser('ending', 'Ending', [...new Set(trials.map(t => t.ending))]), h('label', { class: 'chooser' }, 'Sort by ', sort)),
    h('div', { class: 'scroll' }, h('table', { class: 'folds dense' }, h('caption', { class: 'unseen' }, 'Trials'), h('thead', null, h('tr', null, heads)), body)),
    h('div', { class: 'tools' }, back, next, said, copyButton('Copy as Markdown', () => toMarkdown(columns, few()), 'Trials that were found'), copyButton('Copy as CSV', () => toCsv(columns, few()), 'Trials that were found')));
}

function line(row) {
  return h('tr', null, columns.map((column, i) => {
    const content = column.content ? column.content(row) : column.value(row);
    const kind = i === 0 ? 'head' : column.right ? 'r' : column.wide ? 'wide' : null;
    return h(i === 0 ? 'th' : 'td', { class: kind, scope: i === 0 ? 'row' : null, 'data-label': column.unit ? `${column.title}, ${column.unit}` : column.title }, content === null || content === undefined ? [] : h('div', null, content));
  }));
}
