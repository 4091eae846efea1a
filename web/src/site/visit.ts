import { announced, type InApp } from '../app/in-app';
import type { Commanded, NativeApp } from '../app/native-app';
import { fetchCode } from '../browser/fetch-code';
import type { CallKeeper } from '../call/return/kept-call';
import type { CallState } from '../call/state';
import { kept } from '../kept';
import type { Site } from '../wire';
import { type Analytics, firebase, Gate } from './analytics';
import { type Consent, recallConsent, rememberConsent } from './consent';
import { NOTHING, siteOffers } from './offers';
import { ownCount } from './own-count';
import { visitEvent } from './visit-event';

/** What the page shows of it. */
export interface VisitEvents {
  offers(site: Site): void;
  consent(consent: Consent): void;
  /** In the Android app alone. */
  app(app: InApp): void;
}

/** One visit of the page, as far as it is about more than calls: what the operator offers, and what the visitor allows. */
export class Visit {
  readonly #events: VisitEvents;
  readonly #browser = kept(() => localStorage);
  #consent: Consent;
  /** What counts visits with consent alone, where the operator has it. */
  #consented: Gate | undefined;
  /** The server's own count, where it counts and nobody has declined. */
  #own: Analytics | undefined;
  /** The Android app around the page, where there is one. */
  #app: NativeApp | undefined;

  /** The app's buttons do something to the `caller`, who stands in `state`; the app holds a copy of what `keeper` keeps. */
  constructor(events: VisitEvents, caller: Commanded, keeper: CallKeeper, state: () => CallState) {
    this.#events = events;
    this.#consent = recallConsent(this.#browser, navigator);
    events.consent(this.#consent);
    if (announced(navigator)) void this.#join(caller, keeper, state);
    else void this.#begin();
  }

  /** The visitor's answer, the first or another one. */
  answer(said: Exclude<Consent, 'unasked'>): void {
    rememberConsent(this.#browser, said);
    this.#consent = said;
    this.#events.consent(said);
    if (said === 'declined') {
      this.#consented?.stop();
      this.#own?.stop();
    } else void this.#consented?.open();
  }

  /** The call came to another state. `now` is of the clock that the states were made with. */
  call(before: CallState, after: CallState, now: number): void {
    this.#app?.call(before, after, now);
    const event = visitEvent(before, after, now);
    if (event === undefined) return;
    this.#consented?.told(event);
    this.#own?.told(event);
  }

  /** The app has advertising and analytics of its own, or none: the page's stay out of it, its server's count aside. */
  async #join(caller: Commanded, keeper: CallKeeper, state: () => CallState): Promise<void> {
    const code = await fetchCode(() => import('../app/native-app')).catch(() => undefined);
    // Without it the page works as in a browser.
    if (code !== undefined)
      this.#app = new code.NativeApp(window, caller, keeper, state(), (app) => this.#events.app(app));
    const { operator, contact, counts } = await siteOffers();
    this.#events.offers({ ...NOTHING, operator, contact });
    if (counts) this.#own = ownCount();
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
