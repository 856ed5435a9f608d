// What is on the page.
import { h } from '../dom.js';

/** Links to the parts that are there. */
export function contents(page) {
  const links = [...page.querySelectorAll('section[id]')].map(part => {
    const title = part.id === 'recommendation' ? 'Recommendation' : part.querySelector('h2').textContent;
    const link = h('a', { href: `#${part.id}` }, title);
    // What is closed opens for who asks for it.
    link.addEventListener('click', () => { const fold = part.querySelector(':scope > details'); if (fold) fold.open = true; });
    return h('li', null, link);
  });
  return h('nav', { 'aria-label': 'Contents' }, h('ul', null, links));
}
