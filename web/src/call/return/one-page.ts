import { optional } from '../../browser/optional';

/** How long the page that was there before may take to be gone, in milliseconds. */
const GONE_WITHIN = 4_000;

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

  /** This is the page that the call began in: nobody else can be in it before. */
  async begin(call: string): Promise<void> {
    await this.#hold(call);
  }

  /** True once this is the only page of the browser in that call; false where another one stays in it. */
  async takeOver(call: string): Promise<boolean> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), GONE_WITHIN);
    const alone = await this.#hold(call, patience.signal);
    clearTimeout(timer);
    return alone;
  }

  /** Waits for the lock and keeps it until {@link leave}. False where `patience` ends first. */
  async #hold(call: string, patience?: AbortSignal): Promise<boolean> {
    this.leave();
    const leave = new AbortController();
    this.#leave = leave;
    const name = `calln.call.${call}`;
    return new Promise((resolve) => {
      const held = () => {
        resolve(true);
        return left(leave.signal);
      };
      const options = patience === undefined ? {} : { signal: patience };
      const request = optional(() => this.#locks?.request(name, options, held));
      if (request === undefined) resolve(true);
      else request.catch(() => resolve(patience?.aborted !== true));
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
