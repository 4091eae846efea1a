import { type Bytes, type Kind, OpenError, type Session } from '../keys';
import { readContent, SMALL_PIECES, TYPE, type Type, writeContent } from './content';

/** After so many pieces of an image the partner is told how far they have come: half of what it sends unasked. */
const NOTE_EVERY = 4;

export interface StreamEvents {
  /** To be carried to the partner, in order. */
  send(kind: Kind, frame: ArrayBuffer): void;
  received(kind: Kind, type: number, body: Bytes): void;
  /** All frames before `due` have arrived. */
  arrived(due: number): void;
  /** What came wasn't the partner's, or not by the rules. The call must end. */
  broken(): void;
}

type Sealed = { readonly counter: number; readonly kind: Kind; readonly frame: ArrayBuffer };

/**
 * Sealed frames both ways, each once and in order, over a relay whose connections may break: what the partner hasn't
 * acknowledged is kept and sent again, and what comes twice is known by its counter.
 */
export class Stream {
  readonly #session: Session;
  readonly #events: StreamEvents;
  #kept: Sealed[] = [];
  /** Counter of the partner's frame that is due. */
  #due = 0;
  /** Frames that have come since the partner was told how far they had. */
  #owed = 0;
  /** Frames that were sealed. */
  #sealed = 0;
  #takesSmallPieces = false;
  #closed = false;

  constructor(session: Session, events: StreamEvents) {
    this.#session = session;
    this.#events = events;
  }

  /** Whether the partner has said that it takes small pieces. */
  get takesSmallPieces(): boolean {
    return this.#takesSmallPieces;
  }

  /** Seals and sends. Gives the frame's counter, or undefined once the stream is closed. */
  async send(kind: Kind, type: Type, body: Uint8Array): Promise<number | undefined> {
    this.#owed = 0;
    let frame: Bytes;
    try {
      frame = await this.#session.seal(kind, writeContent(this.#due, type, body));
    } catch {
      return undefined;
    }
    if (this.#closed) return undefined;
    const counter = counterOf(frame);
    this.#sealed = counter + 1;
    this.#kept.push({ counter, kind, frame: frame.buffer });
    this.#events.send(kind, frame.buffer);
    return counter;
  }

  async receive(kind: Kind, frame: ArrayBuffer): Promise<void> {
    let bytes: Bytes;
    try {
      bytes = await this.#session.open(kind, new Uint8Array(frame));
    } catch (error) {
      const reason = error instanceof OpenError ? error.reason : 'forged';
      // Sent twice because a connection broke, or ahead of what is being sent again.
      if (reason === 'replayed' || reason === 'missing' || reason === 'closed') return;
      this.#break();
      return;
    }
    if (this.#closed) return;
    this.#due += 1;
    const content = readContent(bytes);
    if (content === undefined || content.due > this.#sealed) {
      this.#break();
      return;
    }
    const { due, type, body } = content;
    this.#kept = this.#kept.filter(({ counter }) => counter >= due);
    if (type === TYPE.note) this.#takesSmallPieces ||= body[0] === SMALL_PIECES;
    this.#events.arrived(due);
    if (type === TYPE.note) return;
    this.#owed += 1;
    this.#events.received(kind, type, body);
    if (kind === 'chat' || this.#owed >= NOTE_EVERY) this.acknowledge();
  }

  /** Tells the partner how far its frames have come, unless it knows. */
  acknowledge(): void {
    if (this.#owed > 0 && !this.#closed) void this.send('chat', TYPE.note, Uint8Array.of(SMALL_PIECES));
  }

  /** Sends again what may not have arrived. */
  sendAgain(): void {
    for (const { kind, frame } of this.#kept) this.#events.send(kind, frame);
  }

  close(): void {
    this.#closed = true;
    this.#kept = [];
    this.#session.close();
  }

  #break(): void {
    if (this.#closed) return;
    this.close();
    this.#events.broken();
  }
}

function counterOf(frame: Bytes): number {
  return Number(new DataView(frame.buffer).getBigUint64(0));
}
