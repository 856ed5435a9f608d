// Tables as data: order, Markdown and CSV. A column has a title, perhaps a unit, and value(row): a number, a text, or null.

/** Numbers by size, texts by alphabet with numbers inside by size; null is last whatever the direction. */
export function compareValues(a, b, direction = 1) {
  const [noA, noB] = [a === null || a === undefined, b === null || b === undefined];
  if (noA || noB) return noA - noB;
  if (typeof a === 'number' && typeof b === 'number') return direction * (a - b);
  return direction * String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** The rows by a column; equal ones stay in their order. Direction 0 leaves all as they were. */
export function sorted(rows, column, direction) {
  return direction === 0 ? [...rows] : [...rows].sort((a, b) => compareValues(column.value(a), column.value(b), direction));
}

export const heading = column => column.unit ? `${column.title} (${column.unit})` : column.title;

const text = value => value === null || value === undefined ? '' : String(value);

/** A table of GitHub's Markdown: pipes are escaped, line breaks become spaces, columns of numbers stand to the right. */
export function toMarkdown(columns, rows) {
  const plain = value => text(value).replace(/\s*\n\s*/g, ' ').replace(/\\/g, '\\\\').replace(/\|/g, '\\|').replace(/</g, '&lt;');
  const line = cells => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(c => plain(heading(c)))),
    line(columns.map(c => c.right ? '---:' : '---')),
    ...rows.map(row => line(columns.map(c => plain(c.value(row))))),
  ].join('\n') + '\n';
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function toCsv(columns, rows) {
  const field = value => {
    const plain = typeof value === 'number' ? String(value) : text(value).replace(/^[=+\-@\t\r]/, start => `'${start}`);
    return /[",\r\n]/.test(plain) ? `"${plain.replace(/"/g, '""')}"` : plain;
  };
  return [columns.map(c => field(heading(c))), ...rows.map(row => columns.map(c => field(c.value(row))))].map(r => r.join(',') + '\r\n').join('');
}
