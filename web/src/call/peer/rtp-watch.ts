/** Between two looks, in milliseconds. */
export const RTP_LOOK_EVERY = 250;
/** How many looks in a row may see no new packet. Speech comes fifty times a second, silence and a muted voice too. */
const LOOKS = 4;
/** How many looks longer the polite one waits, so that the other's offer can arrive. */
const LATER = 2;
/** How many looks later another way is sought once more, where the first search has found nothing. */
const AGAIN_AFTER = 16;
/** How often another way is sought in one silence. */
const SEARCHES = 2;

/**
 * Says when the partner's packets have stopped: for a second, where browsers take five to doubt a way. A NAT that has
 * forgotten a mapping, or a network that has gone, is known by it. In most cases both hear nothing. Then the polite one leaves the
 * offer to the other, since two offers that cross cost a third ICE session.
 */
export class RtpWatch {
  readonly #patience: number;
  #newest: number | undefined;
  /** Looks in a row that saw no new packet. */
  #missed = 0;
  /** Looks until another way is sought. */
  #due: number;
  #left = SEARCHES;

  constructor(polite: boolean) {
    this.#patience = polite ? LOOKS + LATER : LOOKS;
    this.#due = this.#patience;
  }

  /** Whether the partner's packets come, as far as a second tells. What has just been connected is taken to carry. */
  get arrives(): boolean {
    return this.#missed < LOOKS;
  }

  /** A look at when the newest packet came, in any clock; undefined before the first. True: another way is to be sought. */
  look(newest: number | undefined): boolean {
    const came = newest !== undefined && newest !== this.#newest;
    this.#missed = came ? 0 : this.#missed + 1;
    if (came || newest === undefined) {
      this.#newest = newest;
      this.#due = this.#patience;
      this.#left = SEARCHES;
      return false;
    }
    if (this.#left === 0) return false;
    this.#due -= 1;
    if (this.#due > 0) return false;
    this.#due = AGAIN_AFTER;
    this.#left -= 1;
    return true;
  }

  /** Another way is being sought already, for another reason or by the partner: that is given its time. */
  sought(): void {
    this.#due = AGAIN_AFTER;
  }
}
