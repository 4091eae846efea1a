import type { Bytes } from './base64url';
import { type Kind, pad, padsTo, unpad } from './padding';
import type { Word } from './words';

/** Why something isn't sealed. */
export type SealRefusal =
  /** The session is closed. */
  | 'closed'
  /** It doesn't fit a frame of its kind. */
  | 'too_large'
  /** All counters have been used. The call must end. */
  | 'exhausted'
  /** Too much is being sealed at once: wait for what was asked for before. */
  | 'overloaded';

/** Why a frame isn't opened. A refused frame changes nothing: the one that was due is still due. */
export type OpenRefusal =
  /** The session is closed. */
  | 'closed'
  /** No frame of this kind has that length, or the partner padded it wrongly. */
  | 'malformed'
  /** A frame with this counter has been opened already. */
  | 'replayed'
  /** Frames that should have come before it haven't. */
  | 'missing'
  /** The partner didn't seal it, or not as this kind, or not with these keys. */
  | 'forged'
  /** Frames come faster than they can be opened. */
  | 'overloaded';

/** Thrown by {@link Session.seal}. */
export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(readonly reason: SealRefusal) {
    super(`Not sealed: ${reason}.`);
  }
}

/** Thrown by {@link Session.open}. */
export class OpenError extends Error {
  override readonly name = 'OpenError';

  constructor(readonly reason: OpenRefusal) {
    super(`Not opened: ${reason}.`);
  }
}

/** Bytes of the counter that a frame begins with. */
const COUNTER = 8;
/** Bytes of the authentication tag that it ends with. */
const TAG = 16;
/** The counter is in 64 bits. */
const LAST = 2n ** 64n - 1n;
/** Most bytes that wait for the cipher, in each direction: 60 pieces of an image. */
const MAX_WAITING = 1 << 20;

/** Keys that two callers have agreed on. Frames are sealed, and opened, in the order in which that is asked for. */
export class Session {
  /** What the two callers compare by voice. */
  readonly words: readonly Word[];
  #sealing: Direction | undefined;
  #opening: Direction | undefined;

  /** `next` is the counter that both directions begin with. */
  constructor(sealing: CryptoKey, opening: CryptoKey, words: readonly Word[], next = 0n) {
    this.words = words;
    this.#sealing = new Direction(sealing, next);
    this.#opening = new Direction(opening, next);
  }

  /**
   * Pads and encrypts `content`. Frames must reach the partner in the order in which they were sealed.
   *
   * @throws {SealError}
   */
  async seal(kind: Kind, content: Uint8Array): Promise<Bytes> {
    const direction = this.#sealing;
    if (direction === undefined) throw new SealError('closed');
    const padded = pad(kind, content);
    if (padded === undefined) throw new SealError('too_large');
    if (direction.next > LAST) throw new SealError('exhausted');
    if (!direction.hasRoomFor(padded)) throw new SealError('overloaded');
    const counter = direction.next++;
    return direction.inTurn(padded, async () => {
      const sealed = await crypto.subtle.encrypt(parameters(kind, counter), direction.key, padded);
      padded.fill(0);
      if (this.#sealing === undefined) throw new SealError('closed');
      const frame = new Uint8Array(COUNTER + sealed.byteLength);
      new DataView(frame.buffer).setBigUint64(0, counter);
      frame.set(new Uint8Array(sealed), COUNTER);
      return frame;
    });
  }

  /**
   * Decrypts the partner's next frame.
   *
   * @throws {OpenError}
   */
  async open(kind: Kind, frame: Uint8Array): Promise<Bytes> {
    const direction = this.#opening;
    if (direction === undefined) throw new OpenError('closed');
    if (!padsTo(kind, frame.length - COUNTER - TAG)) throw new OpenError('malformed');
    const bytes = new Uint8Array(frame);
    if (!direction.hasRoomFor(bytes)) throw new OpenError('overloaded');
    return direction.inTurn(bytes, async () => {
      const counter = new DataView(bytes.buffer).getBigUint64(0);
      if (counter > direction.next) throw new OpenError('missing');
      if (counter < direction.next) throw new OpenError('replayed');
      const padded = await crypto.subtle
        .decrypt(parameters(kind, counter), direction.key, bytes.subarray(COUNTER))
        .catch(() => Promise.reject(new OpenError('forged')));
      if (this.#opening === undefined) throw new OpenError('closed');
      const content = unpad(kind, new Uint8Array(padded));
      if (content === undefined) throw new OpenError('malformed');
      direction.next++;
      return content;
    });
  }

  /** Forgets the keys. Whatever is still being sealed or opened is refused. */
  close(): void {
    this.#sealing = undefined;
    this.#opening = undefined;
  }
}

/** One key, its counter, and the work that waits for it. The cipher alone doesn't finish in order. */
class Direction {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(
    readonly key: CryptoKey,
    public next: bigint,
  ) {}

  hasRoomFor(bytes: Bytes): boolean {
    return this.#waiting + bytes.length <= MAX_WAITING;
  }

  async inTurn<T>(bytes: Bytes, work: () => Promise<T>): Promise<T> {
    this.#waiting += bytes.length;
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine.finally(() => {
      this.#waiting -= bytes.length;
    });
  }
}

/** The IV is four zero bytes and the counter: no two frames under one key share it. */
function parameters(kind: Kind, counter: bigint): AesGcmParams {
  const iv = new Uint8Array(4 + COUNTER);
  new DataView(iv.buffer).setBigUint64(4, counter);
  return { name: 'AES-GCM', iv, additionalData: new Uint8Array([...new TextEncoder().encode(kind), ...iv]) };
}
