import { MIDDLE_PIECE, PIECE, SMALL_PIECE } from './content';

/** Most bytes of an image that are under way: far below what a relay holds for a slow reader. */
const MAX_WINDOW = 8 * PIECE;
/** From this window on pieces are large. A receiver acknowledges every fourth of them. */
const LARGE_FROM = 4 * PIECE;
/** From this one on they are of middle size: smaller ones would come oftener than a relay passes `chat` on. */
const MIDDLE_FROM = 4 * MIDDLE_PIECE;
/**
 * How much longer than the quickest piece a piece may take before less is sent, in milliseconds. It is the time that connection
 * set-up, a line of text or "hang up" waits behind an image.
 */
const TARGET_DELAY = 500;

/**
 * How many bytes of an image may be under way, and how large the next piece is. A piece's delay beyond the least delay
 * seen is the time that it waited in a queue; the window follows it, as in LEDBAT (RFC 6817), so that an image leaves room
 * for everything else on a slow line.
 */
export class Flow {
  #window = SMALL_PIECE;
  #least = Number.POSITIVE_INFINITY;

  /** Bytes of the next piece. */
  get piece(): number {
    if (this.#window >= LARGE_FROM) return PIECE;
    return this.#window >= MIDDLE_FROM ? MIDDLE_PIECE : SMALL_PIECE;
  }

  /** Whether the next piece may go while so many bytes of others are under way. */
  allows(underWay: number): boolean {
    return underWay + this.piece <= this.#window;
  }

  /** So many bytes have arrived; the last of them took `delay` milliseconds to be acknowledged. */
  arrived(bytes: number, delay: number): void {
    this.#least = Math.min(this.#least, delay);
    // 1 where nothing was in the way, 0 at the target, below beyond it.
    const offTarget = 1 - (delay - this.#least) / TARGET_DELAY;
    const window = this.#window + bytes * Math.max(offTarget, -0.5);
    this.#window = Math.min(Math.max(window, SMALL_PIECE), MAX_WINDOW);
  }
}
