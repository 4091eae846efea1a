import type { Kept } from '../../kept';

/** What the caller has said of their age in this tab. */
export type Age = 'unsaid' | 'adult' | 'minor';

const KEY = 'calln.age';

/** What was said before, in this tab. */
export function recallAge(tab: Kept): Age {
  const kept = tab.getItem(KEY);
  return kept === 'adult' || kept === 'minor' ? kept : 'unsaid';
}

/** Keeps the answer for as long as the tab lives. */
export function rememberAge(tab: Kept, age: Exclude<Age, 'unsaid'>): void {
  tab.setItem(KEY, age);
}
