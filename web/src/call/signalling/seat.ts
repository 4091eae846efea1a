import type { Renewed, RenewReply, Resumed } from '../../wire';
import { randomTag } from '../search/session';
import { Backoff } from './backoff';
import type { Signalling } from './signalling';

/** A token lives two minutes: asked for twice as often, there is always one with a minute left. In milliseconds. */
const RENEW_EVERY = 60_000;
/** How long a caller tries to come back, in milliseconds. After that the token in hand may be worth nothing. */
const RETURN_WITHIN = 60_000;

export interface SeatEvents {
  /** Back in the call. */
  back(resumed: Resumed): void;
  /** New credentials for relays: what is allocated from now on uses them. */
  renewed(renewed: Renewed): void;
  /** The call is over, or the way back to it is. */
  gone(): void;
}

/**
 * A caller's right to a place in one call, whatever becomes of the connection to the server.
 *
 * The token is in this object's memory and nowhere else.
 */
export class Seat {
  readonly #call: string;
  readonly #signalling: Signalling;
  readonly #events: SeatEvents;
  readonly #renewing: ReturnType<typeof setInterval>;
  #token: string;
  /** Shown with each token, so that one whose answer was lost is good again for who showed it. */
  readonly #operation = randomTag();
  #left = false;
  #departing = false;
  #returning = new Backoff();
  #away: Promise<void> | undefined;

  constructor(call: string, token: string, signalling: Signalling, events: SeatEvents) {
    this.#call = call;
    this.#token = token;
    this.#signalling = signalling;
    this.#events = events;
    this.#renewing = setInterval(() => void this.#renew(), RENEW_EVERY);
  }

  /** The connection broke: comes back on another one, if it can. */
  comeBack(): void {
    if (this.#left || this.#away !== undefined) return;
    this.#away = this.#return().finally(() => {
      this.#away = undefined;
    });
  }

  /** The network has changed: tries at once. */
  hurry(): void {
    this.#returning.hurry();
  }

  /**
   * Ends the call. Where the connection is broken the server can't be told at once: it is as soon as this caller is
   * back, and until then {@link away} is that coming back.
   */
  hangUp(): void {
    if (this.#away === undefined) {
      this.#signalling.hangUp(this.#call);
      this.leave();
    } else {
      this.#departing = true;
      clearInterval(this.#renewing);
    }
  }

  /** Settled when this caller is back or has given up; none where the connection stands. */
  get away(): Promise<void> | undefined {
    return this.#away;
  }

  /** The call is over. */
  leave(): void {
    this.#left = true;
    clearInterval(this.#renewing);
    this.#returning.hurry();
  }

  async #return(): Promise<void> {
    const returning = new Backoff();
    this.#returning = returning;
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      returning.hurry();
    }, RETURN_WITHIN);
    let resumed: Resumed | undefined;
    while (!this.#left && !late) {
      resumed = await this.#resume();
      if (resumed !== undefined || this.#left || late) break;
      await returning.pause();
    }
    clearTimeout(limit);
    if (this.#left) return;
    if (this.#departing) {
      if (resumed !== undefined) this.#signalling.hangUp(this.#call);
      this.leave();
    } else if (resumed === undefined) {
      this.leave();
      this.#events.gone();
    } else this.#events.back(resumed);
  }

  /** Where the caller is back; undefined where the server couldn't be asked, or said no. */
  async #resume(): Promise<Resumed | undefined> {
    try {
      await this.#signalling.open(this.#token);
      if (this.#left) return undefined;
      const reply = await this.#signalling.resume(this.#token, this.#operation);
      if (reply.ok) {
        this.#token = reply.token;
        return reply;
      }
      if (reply.error.code === 'slow_down') return undefined;
    } catch {
      return undefined;
    }
    if (!this.#left) {
      this.leave();
      if (!this.#departing) this.#events.gone();
    }
    return undefined;
  }

  async #renew(): Promise<void> {
    if (this.#away !== undefined) return;
    let reply: RenewReply;
    try {
      reply = await this.#signalling.renew(this.#call);
    } catch {
      // The connection is about to be found broken, and the token in hand is still good.
      return;
    }
    if (!reply.ok || this.#left) return;
    this.#token = reply.token;
    this.#events.renewed(reply);
  }
}
