// Tables as people see them: sorted by a button in each heading, copied as Markdown or CSV, cards on a phone.
import { copyButton } from './clipboard.js';
import { h } from './dom.js';
import { sorted, toCsv, toMarkdown } from './tables.js';

/**
 * A table. The first column heads its row. Of a column: title, unit, right (numbers), wide (a line of its own on a phone), extra (not on a
 * phone), value(row) by which it is sorted and copied, and content(row) if that shows more.
 * @param table caption (for readers of the screen), columns, rows; rest(row): content for all columns behind the second, if they have none;
 * attributes(row) of its line; order: whether it is sorted and copied (default: with more than one row); kind: 'folds' becomes cards on a
 * phone, 'plain' stays a table.
 */
export function tableView({ caption, columns, rows, rest, attributes, order = rows.length > 1, kind = 'folds' }) {
  const body = h('tbody');
  const state = { column: null, direction: 0 };
  const lines = new Map(rows.map(row => [row, h('tr', attributes?.(row) ?? null, cellsOf(row, columns, rest))]));
  const heads = columns.map(column => headOf(column, order && (() => sortBy(column, next(column)))));
  const choice = order ? chooser() : null;

  function next(column) {
    if (state.column !== column) return column.right ? -1 : 1;
    const first = column.right ? -1 : 1;
    return state.direction === first ? -first : 0;
  }

  function sortBy(column, direction) {
    Object.assign(state, { column, direction });
    body.replaceChildren(...sorted(rows, column ?? columns[0], column ? direction : 0).map(row => lines.get(row)));
    heads.forEach((head, i) => {
      const sort = columns[i] === column && direction !== 0 ? (direction > 0 ? 'ascending' : 'descending') : null;
      if (sort) head.setAttribute('aria-sort', sort); else head.removeAttribute('aria-sort');
    });
    if (choice) choice.querySelector('select').value = column && direction !== 0 ? `${columns.indexOf(column)},${direction}` : '';
  }

  // On a phone there are no headings to press.
  function chooser() {
    const options = columns.flatMap((c, i) => [[`${i},1`, `${c.title}, ascending`], [`${i},-1`, `${c.title}, descending`]]);
    const select = h('select', null, h('option', { value: '' }, 'as listed'), options.map(([value, name]) => h('option', { value }, name)));
    select.addEventListener('change', () => {
      const [index, direction] = select.value ? select.value.split(',').map(Number) : [0, 0];
      sortBy(direction === 0 ? null : columns[index], direction);
    });
    return h('label', { class: 'chooser' }, 'Sort by ', select);
  }

  sortBy(null, 0);
  const shown = () => state.column ? sorted(rows, state.column, state.direction) : rows;
  return [
    h('div', { class: 'scroll', tabindex: order ? null : '0' }, h('table', { class: kind }, h('caption', { class: 'unseen' }, caption), h('thead', null, h('tr', null, heads)), body)),
    order ? h('div', { class: 'tools' }, choice,
      copyButton('Copy as Markdown', () => toMarkdown(columns, shown()), caption),
      copyButton('Copy as CSV', () => toCsv(columns, shown()), caption)) : null,
  ];
}

function headOf(column, press) {
  const content = [column.title, h('em', null, column.unit ?? '\u00a0')];
  const button = press ? h('button', { type: 'button', class: 'sort' }, content) : content;
  const head = h('th', { scope: 'col', class: column.right ? 'r' : null, title: column.note ?? null }, button);
  if (press) button.addEventListener('click', press);
  return head;
}

function cellsOf(row, columns, rest) {
  const instead = rest?.(row);
  const own = instead ? columns.slice(0, 2) : columns;
  const cells = own.map((column, i) => {
    const content = column.content ? column.content(row) : column.value(row) ?? '–';
    const kind = [i === 0 ? 'head' : column.right ? 'r' : column.wide ? 'wide' : '', column.extra ? 'extra' : ''].join(' ').trim() || null;
    const label = column.unit ? `${column.title}, ${column.unit}` : column.title;
    return h(i === 0 ? 'th' : 'td', { class: kind, scope: i === 0 ? 'row' : null, 'data-label': label }, content === null ? [] : h('div', null, content));
  });
  if (instead) cells.push(h('td', { class: 'wide', colspan: columns.length - own.length, 'data-label': '' }, h('div', null, instead)));
  return cells;
}
