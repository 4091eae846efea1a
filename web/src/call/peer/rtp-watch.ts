/** Between two looks, in milliseconds. */
export const RTP_LOOK_EVERY = 250;
/** How many looks in a row may see no new packet. Speech comes fifty times a second, silence and a muted voice too. */
const LOOKS = 4;
/** How many looks later another way is sought once more, where the first search has found nothing. */
const AGAIN_AFTER = 16;

/**
 * Says when the partner's packets have stopped: for a second, where browsers take five to doubt a way. A NAT that has
 * forgotten a mapping, or a network that has gone, is known by it.
 */
export class RtpWatch {
  #newest: number | undefined;
  #silent = 0;

  /** A look at when the newest packet came, in any clock; undefined before the first. True: another way is to be sought. */
  look(newest: number | undefined): boolean {
    if (newest !== this.#newest || newest === undefined) {
      this.#newest = newest;
      this.#silent = 0;
      return false;
    }
    this.#silent += 1;
    return this.#silent === LOOKS || this.#silent === LOOKS + AGAIN_AFTER;
  }
}
