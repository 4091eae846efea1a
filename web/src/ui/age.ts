/** What the caller has said of their age in this tab. */
export type Age = 'unsaid' | 'adult' | 'minor';

const KEY = 'calln.age';

/** What was said before, in this tab. */
export function recallAge(storage: Storage): Age {
  try {
    const kept = storage.getItem(KEY);
    return kept === 'adult' || kept === 'minor' ? kept : 'unsaid';
  } catch {
    return 'unsaid';
  }
}

/** Keeps the answer for as long as the tab lives. */
export function rememberAge(storage: Storage, age: Exclude<Age, 'unsaid'>): void {
  try {
    storage.setItem(KEY, age);
  } catch {
    // Storage is full or forbidden: the question is asked again when the page is opened again.
  }
}
