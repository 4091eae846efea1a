const KEY = 'calln.polling';

/**
 * What the connection to the server is tried over, in which order. A WebSocket first, with which a call is set up sooner; or
 * polling, where a WebSocket has been swallowed on its way in this tab. From polling the connection goes over to a
 * WebSocket that works.
 */
export class Transports {
  readonly #storage: Storage;
  #polling: boolean;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#polling = this.#recall();
  }

  get order(): ('websocket' | 'polling')[] {
    return this.#polling ? ['polling', 'websocket'] : ['websocket', 'polling'];
  }

  /** A WebSocket says nothing; false where that is known, and polling is under way. */
  swallowed(): boolean {
    if (this.#polling) return false;
    this.#remember(true);
    return true;
  }

  /** A WebSocket works. */
  passes(): void {
    this.#remember(false);
  }

  #recall(): boolean {
    try {
      return this.#storage.getItem(KEY) !== null;
    } catch {
      return false;
    }
  }

  #remember(polling: boolean): void {
    this.#polling = polling;
    try {
      if (polling) this.#storage.setItem(KEY, '');
      else this.#storage.removeItem(KEY);
    } catch {
      // Storage is full or forbidden: it is known until the page goes.
    }
  }
}
