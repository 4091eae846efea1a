import type { Kept } from '../../kept';

const KEY = 'calln.polling';

/**
 * What the connection to the server is tried over, in which order. A WebSocket first, with which a call is set up sooner; or
 * polling, where a WebSocket has been swallowed on its way in this tab. From polling the connection goes over to a
 * WebSocket that works.
 */
export class Transports {
  readonly #tab: Kept;

  constructor(tab: Kept) {
    this.#tab = tab;
  }

  get order(): ('websocket' | 'polling')[] {
    return this.#polls ? ['polling', 'websocket'] : ['websocket', 'polling'];
  }

  /** A WebSocket says nothing; false where that is known, and polling is under way. */
  swallowed(): boolean {
    if (this.#polls) return false;
    this.#tab.setItem(KEY, '');
    return true;
  }

  /** A WebSocket works. */
  passes(): void {
    this.#tab.removeItem(KEY);
  }

  get #polls(): boolean {
    return this.#tab.getItem(KEY) !== null;
  }
}
