import type { CallState } from '../call/state';
import type { Site } from '../wire';
import { type Analytics, firebase, Gate } from './analytics';
import { type Consent, recallConsent, rememberConsent } from './consent';
import { siteOffers } from './offers';
import { ownCount } from './own-count';
import { visitEvent } from './visit-event';

/** What the page shows of it. */
export interface VisitEvents {
  offers(site: Site): void;
  consent(consent: Consent): void;
}

/** One visit of the page, as far as it is about more than calls: what the operator offers, and what the visitor allows. */
export class Visit {
  readonly #events: VisitEvents;
  #consent: Consent;
  /** What counts visits with consent alone, where the operator has it. */
  #consented: Gate | undefined;
  /** The server's own count, where it counts and nobody has declined. */
  #own: Analytics | undefined;

  constructor(events: VisitEvents) {
    this.#events = events;
    this.#consent = recallConsent(localStorage, navigator);
    events.consent(this.#consent);
    void this.#begin();
  }

  /** The visitor's answer, the first or another one. */
  answer(said: Exclude<Consent, 'unasked'>): void {
    rememberConsent(localStorage, said);
    this.#consent = said;
    this.#events.consent(said);
    if (said === 'declined') {
      this.#consented?.stop();
      this.#own?.stop();
    } else void this.#consented?.open();
  }

  /** The call came to another state. `now` is of the clock that the states were made with. */
  call(before: CallState, after: CallState, now: number): void {
    const event = visitEvent(before, after, now);
    if (event === undefined) return;
    this.#consented?.told(event);
    this.#own?.told(event);
  }

  async #begin(): Promise<void> {
    const site = await siteOffers();
    this.#events.offers(site);
    if (site.counts && this.#consent !== 'declined') this.#own = ownCount();
    if (site.firebase === null) return;
    this.#consented = new Gate(firebase(site.firebase));
    if (this.#consent === 'accepted') void this.#consented.open();
  }
}
