// Elements. Text reaches the page only as text nodes, or through esc() where a tooltip needs markup.
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter(c => c !== null && c !== undefined && c !== false && c !== ''));
  return element;
}

export const esc = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);

export const narrow = () => document.documentElement.clientWidth < 760;

/** A part of the page with its heading; the contents list those that are there. */
export const section = (id, title, lead, ...content) =>
  h('section', { id }, h('h2', null, title), lead ? h('p', { class: 'lead' }, lead) : null, ...content);

/** The same, closed on a phone until someone asks for it. */
export const foldedSection = (id, title, lead, ...content) =>
  h('section', { id, class: 'folded' }, h('details', { open: narrow() ? null : '' },
    h('summary', null, h('h2', null, title)), lead ? h('p', { class: 'lead' }, lead) : null, ...content));

/** Names and values; those without a value are left out. */
export const pairs = (entries, kind = 'pairs') => h('dl', { class: kind }, entries
  .filter(([, value]) => value !== null && value !== undefined && value !== '')
  .map(([name, value]) => [h('dt', null, name), h('dd', null, value)]));
