// Classes by name, and what of the samples changed.

/** A class as people know it: its name, or its number. */
export const className = (names, index) => index < 0 ? 'none' : names?.[index] || `class ${index}`;

/** What became of a sample for which the variant names another class: won, lost, changed (neither is right), or differs (nobody knows). */
export function fateOf({ label, source, variant }) {
  if (label === null || label === undefined) return 'differs';
  return variant === label ? 'won' : source === label ? 'lost' : 'changed';
}

/** How many of each, in words: '2 lost, 1 won'. */
export function fates(samples) {
  const count = fate => samples.filter(s => fateOf(s) === fate).length;
  return [['lost', 'lost'], ['won', 'won'], ['changed', 'wrong in another way'], ['differs', 'without a label']]
    .map(([fate, words]) => [count(fate), words]).filter(([n]) => n > 0).map(([n, words]) => `${n} ${words}`).join(', ');
}
