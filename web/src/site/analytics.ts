import type { FirebaseConfig, VisitEvent } from '../wire';

/** Something that counts visits. */
export interface Analytics {
  told(event: VisitEvent): void;
  /** Stops for good, and takes back what it left in the browser. */
  stop(): void;
}

/**
 * Analytics that begins with consent and ends with it. Before {@link Gate.open} nothing of it has been fetched,
 * and what happens until it is there is forgotten.
 */
export class Gate implements Analytics {
  readonly #fetch: () => Promise<Analytics>;
  #inside: Analytics | undefined;
  #wanted = false;

  constructor(fetch: () => Promise<Analytics>) {
    this.#fetch = fetch;
  }

  async open(): Promise<void> {
    if (this.#wanted) return;
    this.#wanted = true;
    const inside = await this.#fetch().catch(() => undefined);
    // Consent may have been taken back meanwhile.
    if (!this.#wanted) return inside?.stop();
    this.#inside = inside;
    this.told({ name: 'page_view' });
  }

  told(event: VisitEvent): void {
    this.#inside?.told(event);
  }

  stop(): void {
    this.#wanted = false;
    this.#inside?.stop();
    this.#inside = undefined;
  }
}

/** Firebase Analytics, in a chunk of its own. */
export const firebase = (config: FirebaseConfig) => async (): Promise<Analytics> =>
  (await import('./firebase')).openFirebase(config);
