import { Backoff } from './backoff';
import type { Departure } from './departure';

/** How long the server is tried to be told, in milliseconds: for longer it keeps no place in a call. */
const TELL_WITHIN = 60_000;

/**
 * Calls that the caller has left, told to the server one after the other, as soon as it can be reached. A
 * search goes through {@link tell} first, so that the old call's end is told before it, on the same connection.
 */
export class Departures {
  #pending: Promise<void> = Promise.resolve();
  #untold: Departure[] = [];
  #backoff: Backoff | undefined;

  /** Takes one over. Settled when it has been told, or need be told no more. */
  add(departure: Departure): Promise<void> {
    const first = !this.pending;
    this.#untold.push(departure);
    this.#pending = first ? this.#tryOn(departure) : this.#pending.then(() => this.#tryOn(departure));
    return this.#pending;
  }

  /** The connection is gone. */
  cutOff(): void {
    for (const departure of this.#untold) departure.cutOff();
  }

  /** Whether there is anything left to tell. */
  get pending(): boolean {
    return this.#untold.length > 0;
  }

  /** Settled when everything has been told, or nobody need be told any more. */
  get settled(): Promise<void> {
    return this.#pending;
  }

  /** Tells the server now. Throws `Unreachable` where that can't be done. */
  async tell(): Promise<void> {
    for (const departure of [...this.#untold]) {
      await departure.tell();
      this.#told(departure);
    }
  }

  /** There is reason to believe that a try succeeds now. */
  hurry(): void {
    this.#backoff?.hurry();
  }

  async #tryOn(departure: Departure): Promise<void> {
    const backoff = new Backoff();
    this.#backoff = backoff;
    const limit = setTimeout(() => this.#told(departure), TELL_WITHIN);
    while (this.#untold.includes(departure)) {
      try {
        await departure.tell();
        this.#told(departure);
      } catch {
        await backoff.pause();
      }
    }
    clearTimeout(limit);
    this.#backoff = undefined;
  }

  #told(departure: Departure): void {
    this.#untold = this.#untold.filter((untold) => untold !== departure);
    this.hurry();
  }
}
