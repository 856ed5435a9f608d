// What weakens the numbers.
import { result } from '../data.js';
import { h } from '../dom.js';
import { deviceNote } from './header.js';

export function warnings() {
  const severe = result.diagnostics.filter(d => d.severity !== 'note' && d !== deviceNote);
  if (!severe.length) return null;
  return h('ul', { class: 'notes', id: 'warnings' }, severe.map(d =>
    h('li', { class: d.severity }, h('b', null, d.severity === 'error' ? 'Error' : 'Warning'), d.message)));
}
