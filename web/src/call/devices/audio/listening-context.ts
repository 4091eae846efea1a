import { optional } from '../../../browser/optional';

/**
 * An AudioContext for whoever only listens. A system interrupts it for a telephone call and doesn't start it again, or starts it
 * only for a page that is seen or touched: then it is resumed here.
 */
export class ListeningContext {
  /** Undefined where the browser has none. */
  readonly context = optional(() => new AudioContext());
  readonly #closed = new AbortController();

  constructor() {
    const { signal } = this.#closed;
    this.#resume();
    for (const sign of ['pointerdown', 'keydown', 'visibilitychange'])
      document.addEventListener(sign, () => this.#resume(), { signal });
    optional(() => this.context?.addEventListener('statechange', () => this.#resume(), { signal }));
  }

  close(): void {
    this.#closed.abort();
    void this.context?.close().catch(() => undefined);
  }

  #resume(): void {
    const { context } = this;
    if (context === undefined || context.state === 'running' || context.state === 'closed') return;
    // Refused for as long as the system has the sound.
    void optional(() => context.resume())?.catch(() => undefined);
  }
}
