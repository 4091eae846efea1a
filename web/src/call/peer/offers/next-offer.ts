import type { Matched } from '../../../wire';
import type { PeerEvents } from '../peer';
import type { EarlyOffer } from './early-offer';

/** How long after the voices met the next partner's connection is made, in milliseconds: their screen is drawn then. */
const OFFER_AHEAD_AFTER = 500;

/** The connection for the next partner, made before there is one. */
export class NextOffer {
  readonly #make: () => EarlyOffer | undefined;
  #early: EarlyOffer | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `make` makes it; undefined where nothing can be known of the next partner's connection. */
  constructor(make: () => EarlyOffer | undefined) {
    this.#make = make;
  }

  /** The connection itself, once it is begun. */
  get here(): EarlyOffer | undefined {
    return this.#early;
  }

  /** Makes the connection: whoever comes, or is there already, shall find an offer. */
  make(): void {
    this.#early ??= this.#make();
  }

  /** The same for the partner after the present one, when there is time for it. */
  makeSoon(): void {
    this.stop();
    this.#timer = setTimeout(() => this.make(), OFFER_AHEAD_AFTER);
  }

  /** One that isn't begun yet is not made after all. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  forget(): void {
    this.stop();
    this.#early?.discard();
    this.#early = undefined;
  }

  /** The partner is there, see {@link EarlyOffer.redeem}. One that is not for this partner is forgotten. */
  redeem(matched: Matched, events: PeerEvents): ReturnType<EarlyOffer['redeem']> {
    const redeemed = this.#early?.redeem(matched, events);
    if (redeemed === undefined) this.forget();
    this.#early = undefined;
    return redeemed;
  }
}
