import { fetchCode } from '../../browser/fetch-code';
import type { Challenge, JoinReply, Proof } from '../../wire';
import { Backoff } from '../signalling/backoff';
import { Unreachable } from '../signalling/unreachable';
import type { Problem } from '../state';

/** How long a search that was cut off is taken up again without a word, in milliseconds: a server's restart. */
const LOOK_AGAIN_WITHIN = 10_000;

export interface SearchEvents {
  /** Asks the server for a partner; undefined where the caller has gone by then. */
  join(proof?: Proof): Promise<JoinReply | undefined>;
  /** Whether the caller still looks. */
  looking(): boolean;
  /** In line; `still` tells whether in the same one. */
  waits(still: () => boolean): Promise<void>;
  /** How much of a proof of work is done, 0 to 1; null where it is over. */
  proving(proving: number | null): void;
  failed(problem: Problem): void;
  /** Milliseconds of a monotonic clock. */
  now(): number;
}

/** The search for a partner: what the server's answers to it mean, the proof of work, and looking again. */
export class Search {
  readonly #events: SearchEvents;
  /** Counts the requests, so that the answer to an older one changes nothing. */
  #requests = 0;
  /** A search that was cut off, while it is being taken up again. */
  #again: { readonly until: number; readonly backoff: Backoff } | undefined;
  /** Stops the proof of work that is under way. */
  #work: AbortController | undefined;

  constructor(events: SearchEvents) {
    this.#events = events;
  }

  /** A new one; `asked` where the server has been asked already. */
  async begin(asked = this.#events.join()): Promise<void> {
    this.#again = undefined;
    await this.#settle(asked);
  }

  /** From the end of the line. */
  async look(proof?: Proof): Promise<void> {
    this.stop();
    await this.#settle(this.#events.join(proof));
  }

  /** The caller is cut off from the server: looks as soon as it is found again. */
  async lookCutOff(): Promise<void> {
    this.#again = this.#takenUp();
    await this.look();
  }

  /** Cut off while looking: takes the search up again. */
  async takeUp(): Promise<void> {
    this.#again ??= this.#takenUp();
    await this.#lookAgain();
  }

  /** There is reason to believe that a try succeeds now. */
  hurry(): void {
    this.#again?.backoff.hurry();
  }

  /** Works no longer for it. */
  stop(): void {
    this.#work?.abort();
  }

  /** What an answer means, if the caller still looks when it comes. */
  async #settle(asked: Promise<JoinReply | undefined>): Promise<void> {
    const turn = ++this.#requests;
    let reply: JoinReply | undefined;
    let problem: Problem | undefined;
    try {
      reply = await asked;
      if (reply?.ok === false)
        problem = this.#later(reply.error.retry_after) ?? { kind: 'refused', message: reply.error.message };
    } catch (error) {
      problem = this.#later(error instanceof Unreachable ? error.retryAfter : undefined) ?? {
        kind: 'unreachable',
      };
    }
    if (!this.#goesOn(turn)) return;
    if (reply?.ok === false) {
      const { code, challenge } = reply.error;
      if (challenge !== undefined) return this.#prove(challenge);
      // It took too long. There is another puzzle.
      if (code === 'bad_proof') return this.look();
    }
    if (reply?.ok) {
      this.#again = undefined;
      if (reply.state === 'waiting') await this.#events.waits(() => this.#goesOn(turn));
      return;
    }
    if (problem === undefined) return;
    const moving = reply?.error.code === 'moving';
    if (moving) this.#again ??= this.#takenUp();
    const passes = moving || problem.kind === 'unreachable';
    if (passes && this.#again !== undefined && this.#events.now() < this.#again.until)
      await this.#lookAgain();
    else this.#events.failed(problem);
  }

  #goesOn(turn: number): boolean {
    return turn === this.#requests && this.#events.looking();
  }

  /** What it means where the server says to try again in so many seconds. */
  #later(seconds: number | undefined): Problem | undefined {
    if (seconds === undefined) return undefined;
    return { kind: 'too_often', until: this.#events.now() + seconds * 1000 };
  }

  /** Brings the proof of work that the server asks for, and then goes on with the search. */
  async #prove(challenge: Challenge): Promise<void> {
    const work = new AbortController();
    this.#work = work;
    this.#events.proving(0);
    let proof: Proof;
    try {
      const { prove } = await fetchCode(() => import('./proof/prove'));
      proof = await prove(challenge, (proving) => this.#events.proving(proving), work.signal);
    } catch {
      if (!work.signal.aborted) this.#events.failed({ kind: 'unreachable' });
      return;
    }
    this.#events.proving(null);
    await this.look(proof);
  }

  #takenUp() {
    return { until: this.#events.now() + LOOK_AGAIN_WITHIN, backoff: new Backoff() };
  }

  async #lookAgain(): Promise<void> {
    const turn = ++this.#requests;
    await this.#again?.backoff.pause();
    if (this.#goesOn(turn)) await this.look();
  }
}
