import type { Role } from '../../wire';
import type { Bytes } from './base64url';
import { Exchange, type Failure, type Outcome } from './exchange';
import { FingerprintError, fingerprint, sameFingerprint } from './fingerprint';
import type { Message } from './message';
import type { Session } from './session';

/** Most messages that may come before the descriptions are applied: an exchange has two for either side. */
const MAX_EARLY = 2;

/** Why there are no keys, or why those that there were are no good any more. */
export type Disagreement =
  | Failure
  /** A description names no certificate, or several, or one that can't be told. */
  | 'bad_fingerprint'
  /** The certificate isn't the one that the keys are bound to. */
  | 'changed_fingerprint';

export interface AgreementEvents {
  /** To be carried to the partner, in order. */
  send(message: Message): void;
  agreed(session: Session): void;
  /** Once at most; the call must end. */
  failed(reason: Disagreement): void;
}

type Fingerprints = { readonly own: Bytes; readonly partner: Bytes };

/**
 * The exchange of one call: begins once both descriptions are applied, holds later ones to the same certificates, and
 * makes up for messages that went missing with a lost connection.
 */
export class Agreement {
  readonly #role: Role;
  readonly #call: string;
  readonly #events: AgreementEvents;
  #fingerprints: Fingerprints | undefined;
  #exchange: Exchange | undefined;
  #early: unknown[] = [];
  #work: Promise<void> = Promise.resolve();
  /** The last message of each side, to be said again and to be known again. */
  #said: Message | undefined;
  #heard: string | undefined;
  #over = false;

  constructor(role: Role, call: string, events: AgreementEvents) {
    this.#role = role;
    this.#call = call;
    this.#events = events;
  }

  /** Takes the two descriptions as the connection has applied them, the first time and after every change. */
  describe(local: string, remote: string): void {
    if (this.#over) return;
    const seen = fingerprints(local, remote);
    if (seen === undefined) {
      this.#fail('bad_fingerprint');
      return;
    }
    const before = this.#fingerprints;
    if (before !== undefined) {
      const same = sameFingerprint(before.own, seen.own) && sameFingerprint(before.partner, seen.partner);
      if (!same) this.#fail('changed_fingerprint');
      return;
    }
    this.#fingerprints = seen;
    const exchange = new Exchange({ role: this.#role, call: this.#call, ...seen });
    this.#exchange = exchange;
    this.#do(() => exchange.start());
    for (const message of this.#early.splice(0)) this.receive(message);
  }

  /** Takes a message of the partner's. */
  receive(message: unknown): void {
    if (this.#over) return;
    const exchange = this.#exchange;
    if (exchange === undefined) {
      if (this.#early.length === MAX_EARLY) this.#fail('out_of_order');
      else this.#early.push(message);
      return;
    }
    this.#do(async () => {
      const text = JSON.stringify(message);
      // The partner couldn't know that it had come.
      if (text === this.#heard) return undefined;
      this.#heard = text;
      return exchange.receive(message);
    });
  }

  /** Says the last message again, after a connection was lost on either side. Once a frame has come, none is missing. */
  sayAgain(): void {
    if (this.#said !== undefined && !this.#over) this.#events.send(this.#said);
  }

  /** The partner has the keys too: nothing will have to be said again. */
  confirm(): void {
    this.#said = undefined;
  }

  /** Forgets all keys. */
  close(): void {
    this.#over = true;
    this.#exchange?.close();
    this.#exchange = undefined;
    this.#early = [];
    this.#said = undefined;
  }

  #do(step: () => Promise<Outcome | undefined>): void {
    this.#work = this.#work.then(async () => {
      const outcome = await step();
      if (outcome === undefined || this.#over) return;
      if (outcome.is === 'failed') {
        this.#fail(outcome.reason);
        return;
      }
      if (outcome.send !== undefined) {
        this.#said = outcome.send;
        this.#events.send(outcome.send);
      }
      if (outcome.is === 'agreed') this.#events.agreed(outcome.session);
    });
  }

  #fail(reason: Disagreement): void {
    this.close();
    this.#events.failed(reason);
  }
}

function fingerprints(local: string, remote: string): Fingerprints | undefined {
  try {
    return { own: fingerprint(local), partner: fingerprint(remote) };
  } catch (error) {
    if (error instanceof FingerprintError) return undefined;
    throw error;
  }
}
