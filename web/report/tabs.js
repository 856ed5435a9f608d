// Panels of which one is seen, as the ARIA pattern of tabs has it: arrows move, Home and End go to the ends.
import { h } from './dom.js';

let count = 0;

/** @param label what is chosen. @param panels name and content of each. */
export function tabs(label, panels) {
  const id = `tabs-${++count}`;
  const heads = panels.map((p, i) => h('button', { type: 'button', role: 'tab', id: `${id}-${i}`, 'aria-controls': `${id}-panel-${i}` }, p.name));
  const bodies = panels.map((p, i) => h('div', { role: 'tabpanel', id: `${id}-panel-${i}`, 'aria-labelledby': `${id}-${i}` }, p.content));
  const show = (chosen, focus) => {
    heads.forEach((head, i) => {
      head.setAttribute('aria-selected', String(i === chosen));
      head.setAttribute('tabindex', i === chosen ? '0' : '-1');
      bodies[i].hidden = i !== chosen;
    });
    if (focus) heads[chosen].focus();
  };
  heads.forEach((head, i) => {
    head.addEventListener('click', () => show(i, false));
    head.addEventListener('keydown', event => {
      const to = { ArrowRight: (i + 1) % heads.length, ArrowLeft: (i + heads.length - 1) % heads.length, Home: 0, End: heads.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      show(to, true);
    });
  });
  show(0, false);
  return h('div', { class: 'tabs' }, h('div', { role: 'tablist', 'aria-label': label }, heads), bodies);
}
