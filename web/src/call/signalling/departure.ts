import type { ResumeClaim } from './resume-claim';
import type { Signalling } from './signalling';
import { Unreachable } from './unreachable';

type DepartureSignalling = Pick<Signalling, 'open' | 'resume' | 'hangUp' | 'block'>;

/** How a caller ends a call: `block` also keeps them and their partner apart. */
export type Parting = 'hangUp' | 'block';

/** A call that its caller has left while cut off from the server, which is still to be told. */
export class Departure {
  readonly #call: string;
  readonly #claim: ResumeClaim;
  readonly #signalling: DepartureSignalling;
  readonly #parting: Parting;
  #telling: Promise<void> | undefined;

  constructor(call: string, claim: ResumeClaim, signalling: DepartureSignalling, parting: Parting) {
    this.#call = call;
    this.#claim = claim;
    this.#signalling = signalling;
    this.#parting = parting;
  }

  /**
   * Comes back to the call in order to end it; at once where somebody else is telling already. Throws
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
    const { token, operation } = this.#claim;
    await this.#signalling.open(token);
    const reply = await this.#signalling.resume(token, operation);
    if (reply.ok) this.#signalling[this.#parting](this.#call);
    else if (reply.error.code === 'slow_down')
      throw new Unreachable('too much at once', { retryAfter: reply.error.retry_after });
  }
}
