import type { RelaysPart } from './ways';

/** How many calls in a row may find no way before the caller is told that something is wrong. */
const MOST = 3;

/** Calls in a row that found no way, by the relay's part in that. */
export class Misses {
  #parts: RelaysPart[] = [];

  /** One found a way. */
  clear(): void {
    this.#parts = [];
  }

  /**
   * One more found none. What to tell the caller of the relay once they were too many: its part in each of them, or nothing where
   * that wasn't always the same.
   */
  add(part: RelaysPart): RelaysPart | undefined {
    this.#parts.push(part);
    if (this.#parts.length < MOST) return undefined;
    return this.#parts.every((each) => each === part) ? part : 'unsaid';
  }
}
