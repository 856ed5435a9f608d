// A part of the page that shows one of several things.
import { h } from './dom.js';

/** @param label what is chosen. @param options each with a name; the one with isPick is chosen at first. @param show gives the content of one. */
export function chosen(label, options, show) {
  const place = h('div');
  const select = h('select', null, options.map((o, i) => h('option', { value: String(i) }, o.name + (o.isPick ? ' (recommended)' : ''))));
  const put = () => place.replaceChildren(...[show(options[Number(select.value)])].flat(Infinity).filter(Boolean));
  select.value = String(Math.max(0, options.findIndex(o => o.isPick)));
  select.addEventListener('change', put);
  put();
  return [options.length > 1 ? h('label', { class: 'chooser always' }, `${label} `, select) : null, place];
}
