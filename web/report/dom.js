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

export const cell = (label, content, kind = '') => h('td', { class: kind || null, 'data-label': label }, content === null ? [] : h('div', null, content));


export const section = (id, title, lead, ...content) => h('section', { id }, h('h2', null, title), lead ? h('p', { class: 'lead' }, lead) : null, ...content);
