import type { ResumeClaim } from './resume-claim';
import type { Signalling } from './signalling';
import { Unreachable } from './unreachable';

/** What the server is told of a call that its caller has left. Throws {@link Unreachable} where it may not have heard it. */
export type Say = () => Promise<void>;

/** A call that its caller has left, which the server is still to be told. */
export class Departure {
  readonly #claim: ResumeClaim;
  readonly #signalling: Pick<Signalling, 'open' | 'resume'>;
  readonly #say: Say;
  /** The connection that the call was on is gone, whether that has been noticed or not. */
  #cutOff: boolean;
  #telling: Promise<void> | undefined;

  constructor(
    claim: ResumeClaim,
    signalling: Pick<Signalling, 'open' | 'resume'>,
    say: Say,
    cutOff: boolean,
  ) {
    this.#claim = claim;
    this.#signalling = signalling;
    this.#say = say;
    this.#cutOff = cutOff;
  }

  /** The connection that the call was on is gone: on another one the server takes the caller for somebody else. */
  cutOff(): void {
    this.#cutOff = true;
  }

  /**
   * Says it, if need be after coming back to the call; at once where somebody else is telling already. Throws
   * {@link Unreachable} where the server couldn't be told. Where it says that there is nothing to come back to, the call
   * is over.
   */
  tell(): Promise<void> {
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined;
    });
    return this.#telling;
  }

  async #tell(): Promise<void> {
    if (!this.#cutOff)
      try {
        await this.#say();
        return;
      } catch {
        this.#cutOff = true;
      }
    const { token, operation } = this.#claim;
    await this.#signalling.open(token);
    const reply = await this.#signalling.resume(token, operation);
    if (reply.ok) await this.#say();
    else if (reply.error.code === 'slow_down')
      throw new Unreachable('too much at once', { retryAfter: reply.error.retry_after });
  }
}
