import { optional } from './browser/optional';

/** What a page may keep: its tab's storage, or the browser's. Never throws. */
export type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * A storage that may be missing, full or forbidden: where cookies are blocked, even to look for it throws. What can't be kept
 * there lasts until the page goes.
 */
export function kept(open: () => Storage): Kept {
  const here = new Map<string, string>();
  const tried = <T>(attempt: (storage: Storage) => T) => optional(() => attempt(open()));
  return {
    getItem: (key) => tried((storage) => storage.getItem(key)) ?? here.get(key) ?? null,
    setItem: (key, value) => {
      here.set(key, value);
      tried((storage) => storage.setItem(key, value));
    },
    removeItem: (key) => {
      here.delete(key);
      tried((storage) => storage.removeItem(key));
    },
  };
}
