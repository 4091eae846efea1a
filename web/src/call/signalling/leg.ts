import type { Renewed, RenewReply, Resumed } from '../../wire';
import { Backoff } from './backoff';
import { Departure, type Say } from './departure';
import type { ResumeClaim } from './resume-claim';
import type { Signalling } from './signalling';

/** A token lives two minutes: asked for twice as often, there is always one with a minute left. In milliseconds. */
const RENEW_EVERY = 60_000;
/** How long a caller tries to come back, in milliseconds. After that the token in hand may be worth nothing. */
const RETURN_WITHIN = 60_000;

/** What a leg says to the server. */
export type LegSignalling = Pick<Signalling, 'open' | 'resume' | 'renew' | 'dropIfSilent'>;

export interface LegEvents {
  /** Back in the call. */
  back(resumed: Resumed): void;
  /** New credentials for relays: what is allocated from now on uses them. */
  renewed(renewed: Renewed): void;
  /** This token takes the place of the one before. */
  token(token: string): void;
  /** The call is over, or the way back to it is. */
  gone(): void;
}

/** One caller's side of one call, whatever becomes of the connection to the server. */
export class Leg {
  readonly #call: string;
  readonly #signalling: LegSignalling;
  readonly #events: LegEvents;
  readonly #renewing: ReturnType<typeof setInterval>;
  #claim: ResumeClaim;
  #over = false;
  /** A fresh token is being asked for. */
  #asking = false;
  #returning: Backoff | undefined;

  constructor(call: string, claim: ResumeClaim, signalling: LegSignalling, events: LegEvents) {
    this.#call = call;
    this.#claim = claim;
    this.#signalling = signalling;
    this.#events = events;
    this.#renewing = setInterval(() => void this.#renew(), RENEW_EVERY);
  }

  /** The connection broke, or this page has none yet: comes back on another one, if it can. */
  comeBack(): void {
    if (!this.#over && this.#returning === undefined) void this.#return();
  }

  /** The network may have changed: finds out whether the connection still works, or tries for another one at once. */
  verify(): void {
    if (this.#returning !== undefined) {
      this.#returning.hurry();
      return;
    }
    this.#signalling.dropIfSilent();
    void this.#renew();
  }

  /** Whether the connection is broken, and this caller on the way back. */
  get away(): boolean {
    return this.#returning !== undefined;
  }

  /** Leaves the call. The server is still to be told, which `say` does. */
  depart(say: Say): Departure {
    const { away } = this;
    this.leave();
    return new Departure(this.#claim, this.#signalling, say, away);
  }

  /** The call is over. */
  leave(): void {
    this.#over = true;
    clearInterval(this.#renewing);
    this.#returning?.hurry();
  }

  async #return(): Promise<void> {
    const returning = new Backoff();
    this.#returning = returning;
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      returning.hurry();
    }, RETURN_WITHIN);
    const under = () => this.#returning === returning && !this.#over;
    let gone = false;
    while (under() && !gone && !late) {
      gone = await this.#isGone();
      if (under() && !gone && !late) await returning.pause();
    }
    clearTimeout(limit);
    if (!under()) return;
    this.#returning = undefined;
    this.leave();
    this.#events.gone();
  }

  /** Comes back, where the server can be asked and doesn't want to be asked later. Whether there is nothing to come back to. */
  async #isGone(): Promise<boolean> {
    const { token, operation } = this.#claim;
    try {
      await this.#signalling.open(token);
      if (this.#over) return false;
      const reply = await this.#signalling.resume(token, operation, (resumed) => this.#back(resumed));
      return !reply.ok && reply.error.code !== 'slow_down';
    } catch {
      return false;
    }
  }

  #back(resumed: Resumed): void {
    if (this.#over) return;
    this.#returning = undefined;
    this.#take(resumed.token);
    this.#events.back(resumed);
  }

  async #renew(): Promise<void> {
    if (this.away || this.#asking) return;
    let reply: RenewReply;
    this.#asking = true;
    try {
      reply = await this.#signalling.renew(this.#call);
    } catch {
      // The connection is about to be found broken, and the token in hand is still good.
      return;
    } finally {
      this.#asking = false;
    }
    if (!reply.ok || this.#over) return;
    this.#take(reply.token);
    this.#events.renewed(reply);
  }

  #take(token: string): void {
    this.#claim = { ...this.#claim, token };
    this.#events.token(token);
  }
}
