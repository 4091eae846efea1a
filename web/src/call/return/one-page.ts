/** How long the page that was there before may take to be gone, in milliseconds. */
const GONE_WITHIN = 2_000;

/**
 * The right to be the only page in a call, by a lock of the browser's. A tab that is duplicated takes the first one's storage
 * along, and with it the way back into a call that the first one is in.
 */
export class OnePage {
  readonly #locks: LockManager | undefined;
  /** Gives the lock up, or the wait for it. */
  #leave: AbortController | undefined;

  /** `locks` may be missing, or refuse where the browser keeps nothing for this site; then nothing is checked. */
  constructor(locks: LockManager | undefined) {
    this.#locks = locks;
  }

  /** True once this is the only page of the browser in that call; false where another one stays in it. */
  async enter(call: string): Promise<boolean> {
    this.leave();
    if (this.#locks === undefined) return true;
    const leave = new AbortController();
    this.#leave = leave;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), GONE_WITHIN);
    return new Promise((resolve) => {
      this.#locks
        ?.request(`calln.call.${call}`, { signal: patience.signal }, () => {
          clearTimeout(timer);
          resolve(true);
          return left(leave.signal);
        })
        .catch(() => resolve(!patience.signal.aborted));
    });
  }

  leave(): void {
    this.#leave?.abort();
    this.#leave = undefined;
  }
}

/** Settled when the signal is given. */
function left(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
