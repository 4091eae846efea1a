/**
 * Keeps the screen awake: a phone that locks itself suspends the page, and with it the call. The browser takes
 * the lock back whenever the page is hidden, so it is asked for again when the page returns.
 */
export class ScreenWakeLock {
  #wanted = false;
  #lock: Promise<WakeLockSentinel | undefined> | undefined;
  readonly #document: Document;
  readonly #wakeLock: WakeLock | undefined;

  constructor(document: Document, wakeLock: WakeLock | undefined) {
    this.#document = document;
    this.#wakeLock = wakeLock;
    document.addEventListener('visibilitychange', () => {
      this.#lock = undefined;
      this.#update();
    });
  }

  set held(held: boolean) {
    if (held === this.#wanted) return;
    this.#wanted = held;
    this.#update();
  }

  #update(): void {
    if (this.#wanted && this.#document.visibilityState === 'visible') {
      // Refused on low battery, for one; the call goes on without.
      this.#lock ??= this.#wakeLock?.request('screen').catch(() => undefined);
    } else {
      void this.#lock?.then((lock) => lock?.release());
      this.#lock = undefined;
    }
  }
}
