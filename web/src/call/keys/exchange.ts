import type { Role } from '../../wire';
import type { Bytes } from './base64url';
import { agree, type Curves, freshSecrets, type KeyPair, keyFor, type Secrets } from './curve';
import { sameFingerprint } from './fingerprint';
import { type Message, NONCE_LENGTH, type Read, read, write } from './message';
import { session } from './schedule';
import type { Session } from './session';
import { commitment, type Side, transcript } from './transcript';

/** What a side knows before the exchange. */
export type Setup = {
  /** The waiter commits first. */
  role: Role;
  /** The call's name, from `matched`. */
  call: string;
  /** The fingerprint in one's own description, as applied. */
  own: Bytes;
  /** The fingerprint in the partner's description, as applied. */
  partner: Bytes;
  /** Where keys and nonces come from; the platform unless given. */
  secrets?: Secrets;
};

/** Why there are no keys. The call must end. */
export type Failure =
  /** Not the message that is due, or one after the last. */
  | 'out_of_order'
  /** Not a message of this protocol. */
  | 'malformed'
  /** The partner chose a curve that it wasn't offered. */
  | 'wrong_curve'
  /** Not a point of its curve, or one that lets everybody know the secret. */
  | 'bad_key'
  /** The revealed keys aren't those committed to, or voice doesn't come from where the keys come from. */
  | 'commitment_mismatch'
  /** This browser can't do the arithmetic. */
  | 'unavailable'
  /** {@link Exchange.close} was called. */
  | 'closed';

/** What came of a step. */
export type Outcome =
  /** The partner's turn. */
  | { is: 'waiting'; send?: Message }
  /** The keys are there. `send` goes out before any frame. */
  | { is: 'agreed'; send?: Message; session: Session }
  /** No keys, now or later. */
  | { is: 'failed'; reason: Failure };

type State =
  /** The waiter, before {@link Exchange.start}. */
  | { at: 'fresh' }
  /** A step is being worked out. Nothing may come now: the partner has no message to send. */
  | { at: 'working' }
  /** The waiter has committed and waits for the answer. */
  | { at: 'committed'; pairs: KeyPair[]; curves: Curves; side: Side }
  /** The newcomer waits for the commitment. */
  | { at: 'listening' }
  /** The newcomer has answered and waits for the reveal. */
  | { at: 'answered'; pair: KeyPair; curves: Curves; commitment: Bytes; side: Side }
  | { at: 'agreed'; session: Session }
  | { at: 'failed'; reason: Failure };

/** The state after a step, and what to send. */
type Step = { state: State; send?: Read };

class Refused extends Error {
  constructor(readonly reason: Failure) {
    super(reason);
  }
}

/**
 * One side of the exchange of three messages that ends with keys on both sides, or with none. Does no I/O: what
 * {@link start} and {@link receive} hand back to send, the caller sends. `docs/end-to-end.md` has the protocol.
 */
export class Exchange {
  readonly #setup: Setup;
  readonly #secrets: Secrets;
  #state: State;

  constructor(setup: Setup) {
    this.#setup = setup;
    this.#secrets = setup.secrets ?? freshSecrets;
    this.#state = setup.role === 'waiter' ? { at: 'fresh' } : { at: 'listening' };
  }

  /** Begins. The waiter gets its first message to send; the newcomer has none. */
  async start(): Promise<Outcome> {
    if (this.#state.at === 'listening') return { is: 'waiting' };
    if (this.#state.at !== 'fresh') return this.#fail('out_of_order');
    return this.#work(() => this.#commit());
  }

  /** Takes a message of the partner's. Anything but the one that is due ends the exchange, and a session with it. */
  async receive(message: unknown): Promise<Outcome> {
    const state = this.#state;
    const due = read(message);
    if (due === undefined) return this.#fail('malformed');
    if (state.at === 'listening' && due.step === 'commit') return this.#work(() => this.#answer(due));
    if (state.at === 'committed' && due.step === 'answer')
      return this.#work(() => this.#answered(state, due));
    if (state.at === 'answered' && due.step === 'reveal') return this.#work(() => this.#revealed(state, due));
    return this.#fail('out_of_order');
  }

  /** Forgets all keys, those of an agreed session too. */
  close(): void {
    this.#fail('closed');
  }

  async #commit(): Promise<Step> {
    const [x25519, p256] = await Promise.all([
      this.#secrets.keyPair('X25519'),
      this.#secrets.keyPair('P-256'),
    ]);
    if (p256 === undefined) throw new Refused('unavailable');
    const curves = x25519 ? 'X25519,P-256' : 'P-256';
    const pairs = x25519 ? [x25519, p256] : [p256];
    const keys = new Uint8Array(pairs.flatMap(({ publicKey }) => [...publicKey]));
    const side = { keys, fingerprint: this.#setup.own, nonce: this.#secrets.random(NONCE_LENGTH) };
    return {
      state: { at: 'committed', pairs, curves, side },
      send: { step: 'commit', curves, commitment: await commitment(this.#setup.call, curves, side) },
    };
  }

  async #answer({ curves, commitment }: Read & { step: 'commit' }): Promise<Step> {
    const x25519 = curves === 'P-256' ? undefined : await this.#secrets.keyPair('X25519');
    const pair = x25519 ?? (await this.#secrets.keyPair('P-256'));
    if (pair === undefined) throw new Refused('unavailable');
    const side = {
      keys: pair.publicKey,
      fingerprint: this.#setup.own,
      nonce: this.#secrets.random(NONCE_LENGTH),
    };
    return {
      state: { at: 'answered', pair, curves, commitment, side },
      send: { step: 'answer', curve: pair.curve, key: side.keys, nonce: side.nonce },
    };
  }

  async #answered(
    { pairs, curves, side }: State & { at: 'committed' },
    { curve, key, nonce }: Read & { step: 'answer' },
  ): Promise<Step> {
    const pair = pairs.find((pair) => pair.curve === curve);
    if (pair === undefined) throw new Refused('wrong_curve');
    const newcomer = { keys: key, fingerprint: this.#setup.partner, nonce };
    return {
      state: { at: 'agreed', session: await this.#agree(pair, key, curves, side, newcomer) },
      send: { step: 'reveal', curves, keys: side.keys, nonce: side.nonce },
    };
  }

  async #revealed(
    { pair, curves, commitment: committed, side }: State & { at: 'answered' },
    { curves: revealed, keys, nonce }: Read & { step: 'reveal' },
  ): Promise<Step> {
    if (revealed !== curves) throw new Refused('malformed');
    const waiter = { keys, fingerprint: this.#setup.partner, nonce };
    if (!sameFingerprint(await commitment(this.#setup.call, curves, waiter), committed)) {
      throw new Refused('commitment_mismatch');
    }
    const key = keyFor(pair.curve, curves, keys);
    return { state: { at: 'agreed', session: await this.#agree(pair, key, curves, waiter, side) } };
  }

  async #agree(pair: KeyPair, key: Bytes, curves: Curves, waiter: Side, newcomer: Side): Promise<Session> {
    const { role, call } = this.#setup;
    const salt = await transcript(call, curves, pair.curve, waiter, newcomer);
    const secret = await agree(pair, key);
    if (secret === undefined) throw new Refused('bad_key');
    return session(role, secret, salt);
  }

  /** Works a step out, unless the exchange ends meanwhile. */
  async #work(work: () => Promise<Step>): Promise<Outcome> {
    this.#state = { at: 'working' };
    let step: Step;
    try {
      step = await work();
    } catch (error) {
      step = { state: { at: 'failed', reason: error instanceof Refused ? error.reason : 'unavailable' } };
    }
    const ended = this.#failure();
    if (ended !== undefined) {
      if (step.state.at === 'agreed') step.state.session.close();
      return { is: 'failed', reason: ended };
    }
    this.#state = step.state;
    const send = step.send && { send: write(step.send) };
    switch (step.state.at) {
      case 'failed':
        return { is: 'failed', reason: step.state.reason };
      case 'agreed':
        return { is: 'agreed', session: step.state.session, ...send };
      default:
        return { is: 'waiting', ...send };
    }
  }

  #failure(): Failure | undefined {
    return this.#state.at === 'failed' ? this.#state.reason : undefined;
  }

  #fail(reason: Failure): Outcome {
    if (this.#state.at === 'agreed') this.#state.session.close();
    this.#state = { at: 'failed', reason };
    return { is: 'failed', reason };
  }
}
