/** The first pause before another try, in milliseconds. A server that restarts is back within a second or two. */
const FIRST = 250;
/** The longest one: who waits in a call is back within two seconds after the way is free again. */
const LONGEST = 1_500;
/** How much longer each pause is than the one before it. */
const GROWTH = 1.7;

/**
 * Pauses between tries that grow, each shortened by up to a half at random, so that the many whom one event cut off
 * don't come back all at once.
 */
export class Backoff {
  #next = FIRST;
  #wake: (() => void) | undefined;

  /** Waits for the pause that is due, or until {@link hurry}. */
  async pause(): Promise<void> {
    const pause = this.#next * (1 - Math.random() / 2);
    this.#next = Math.min(this.#next * GROWTH, LONGEST);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** There is reason to believe that a try succeeds now. */
  hurry(): void {
    this.#next = FIRST;
    this.#wake?.();
  }
}
