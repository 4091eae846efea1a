import type { Kept } from '../../kept';

/** What the caller has said of their age. */
export type Age = 'unsaid' | 'adult' | 'minor';

const KEY = 'calln.age';

/** What was said before. */
export function recallAge(choices: Kept): Age {
  const kept = choices.getItem(KEY);
  return kept === 'adult' || kept === 'minor' ? kept : 'unsaid';
}

/** Keeps the answer with the caller's choices. */
export function rememberAge(choices: Kept, age: Exclude<Age, 'unsaid'>): void {
  choices.setItem(KEY, age);
}
