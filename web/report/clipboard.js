// Copies text; says so for a moment, also to readers of the screen.
import { h } from './dom.js';

const moment = 2500;

/**
 * A button that copies a text.
 * @param name what it says. @param text gives the text. @param subject what is copied, for readers of the screen.
 */
export function copyButton(name, text, subject) {
  const status = h('span', { class: 'copied', role: 'status' });
  const button = h('button', { type: 'button', 'aria-label': `${name}: ${subject}` }, name);
  let waiting = 0;
  button.addEventListener('click', async () => {
    const done = await copy(text());
    status.textContent = done ? 'copied' : 'could not be copied; the browser does not allow it';
    clearTimeout(waiting);
    waiting = setTimeout(() => { status.textContent = ''; }, moment);
  });
  return h('span', { class: 'copy' }, button, status);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// Older browsers, and those that give a page from a file no clipboard.
function copyBySelection(text) {
  const area = h('textarea', { class: 'unseen', 'aria-hidden': 'true', tabindex: '-1' });
  area.value = text;
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
  }
}
