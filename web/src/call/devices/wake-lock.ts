import { optionally } from '../../browser/optional';

/**
 * Keeps the screen awake: a phone that locks itself suspends the page, and with it the call. The browser takes
 * the lock back whenever the page is hidden, so it is asked for again when the page returns.
 */
export class ScreenWakeLock {
  #lock: Promise<WakeLockSentinel | undefined> | undefined;
  readonly #document: Document;
  readonly #wakeLock: WakeLock | undefined;

  constructor(document: Document, wakeLock: WakeLock | undefined) {
    this.#document = document;
    this.#wakeLock = wakeLock;
    document.addEventListener('visibilitychange', this.#hold);
    this.#hold();
  }

  release(): void {
    this.#document.removeEventListener('visibilitychange', this.#hold);
    void this.#lock?.then((lock) => optionally(() => lock?.release()));
  }

  readonly #hold = (): void => {
    if (this.#document.visibilityState !== 'visible') return;
    // Refused on low battery, for one; the call goes on without.
    this.#lock = optionally(() => this.#wakeLock?.request('screen'));
  };
}
