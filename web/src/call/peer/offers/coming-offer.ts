import type { Matched } from '../../../wire';
import type { PeerEvents, PeerSetup } from '../peer';
import type { EarlyOffer } from './early-offer';

/** How long after the voices met the next partner's connection is made, in milliseconds: their screen is drawn then. */
const OFFER_AHEAD_AFTER = 500;

/** The code for it, in a chunk of its own: a call is quicker with it, and doesn't wait for it. */
export const fetchEarlyOffer = () => import('./early-offer');

/**
 * The connection for the next partner, made before there is one, whose code may still be coming. Where that can't be
 * fetched, calls are set up the longer way.
 */
export class ComingOffer {
  readonly #setup: () => PeerSetup | undefined;
  #code: Awaited<ReturnType<typeof fetchEarlyOffer>> | undefined;
  #early: EarlyOffer | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `setup` says what to make it of; undefined where nothing can be known of the next partner's connection. */
  constructor(setup: () => PeerSetup | undefined) {
    this.#setup = setup;
  }

  /** The connection itself, once it is begun. */
  get here(): EarlyOffer | undefined {
    return this.#early;
  }

  /** Fetches the code. */
  async come(): Promise<void> {
    this.#code ??= await fetchEarlyOffer().catch(() => undefined);
  }

  /** Makes the connection: whoever comes, or is there already, shall find an offer. */
  make(): void {
    if (this.#code === undefined || this.#early !== undefined) return;
    const setup = this.#setup();
    if (setup !== undefined) this.#early = new this.#code.EarlyOffer(setup);
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
