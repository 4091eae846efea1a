import { PIECE, TYPE, writeImageHead, writeNumber } from './content';
import { Flow } from './flow';
import type { Prepared } from './prepare';
import type { Stream } from './stream';

/** Bytes that may be under way to a client that takes large pieces only: 8 of them. */
const FIXED_WINDOW = 8 * PIECE;

export interface OutgoingEvents {
  /** 0 to 1: what has arrived. */
  progress(share: number): void;
  /** It has arrived, or never will. */
  over(how: 'arrived' | 'cancelled' | 'declined'): void;
}

type Piece = { readonly counter: number; readonly bytes: number; readonly sent: number };

/** One image on its way to the partner, piece by piece. */
export class OutgoingImage {
  readonly #stream: Stream;
  readonly #image: Prepared;
  readonly #number: number;
  readonly #events: OutgoingEvents;
  readonly #flow = new Flow();
  /** Pieces that aren't acknowledged. */
  #underWay: Piece[] = [];
  #arrived = 0;
  #all = 0;
  #over = false;
  /** Frames of the partner's that are acknowledged: all before this counter. */
  #due = 0;
  #news: (() => void) | undefined;

  constructor(stream: Stream, image: Prepared, number: number, events: OutgoingEvents) {
    this.#stream = stream;
    this.#image = image;
    this.#number = number;
    this.#events = events;
  }

  async send(): Promise<void> {
    const { blob, width, height, format } = this.#image;
    const bytes = new Uint8Array(await blob.arrayBuffer());
    this.#all = bytes.length;
    const head = { number: this.#number, bytes: bytes.length, width, height, format };
    const first = await this.#stream.send('chat', TYPE.image, writeImageHead(head));
    if (first === undefined) return;
    // The partner's note on it says which pieces the partner takes.
    await this.#until(() => this.#due > first);
    for (let start = 0; start < bytes.length; ) {
      await this.#until(() => this.#hasRoom());
      if (this.#over) return;
      const size = this.#stream.takesSmallPieces ? this.#flow.piece : PIECE;
      const piece = bytes.subarray(start, start + size);
      const sent = performance.now();
      const counter = await this.#stream.send(size === PIECE ? 'image' : 'chat', TYPE.piece, piece);
      if (counter === undefined) return;
      this.#underWay.push({ counter, bytes: piece.length, sent });
      start += size;
    }
  }

  /** All frames before `due` have arrived. */
  arrived(due: number): void {
    this.#due = due;
    const came = this.#underWay.filter(({ counter }) => counter < due);
    this.#underWay = this.#underWay.filter(({ counter }) => counter >= due);
    const last = came.at(-1);
    if (last !== undefined && !this.#over) {
      const bytes = total(came);
      this.#flow.arrived(bytes, performance.now() - last.sent);
      this.#arrived += bytes;
      this.#events.progress(this.#arrived / this.#all);
      if (this.#arrived === this.#all) this.#end('arrived');
    }
    this.#news?.();
  }

  /** The caller thought better of it. */
  cancel(): void {
    if (this.#over) return;
    void this.#stream.send('chat', TYPE.cancelled, writeNumber(this.#number));
    this.#end('cancelled');
  }

  /** The partner doesn't want the image of that number. */
  declined(number: number): void {
    if (number !== this.#number || this.#over) return;
    void this.#stream.send('chat', TYPE.cancelled, writeNumber(this.#number));
    this.#end('declined');
  }

  #hasRoom(): boolean {
    const underWay = total(this.#underWay);
    if (!this.#stream.takesSmallPieces) return underWay + PIECE <= FIXED_WINDOW;
    // A few large pieces are acknowledged with the small one that follows them, and not before.
    const onlyLarge = this.#flow.piece < PIECE && this.#underWay.every(({ bytes }) => bytes === PIECE);
    return onlyLarge || this.#flow.allows(underWay);
  }

  /** Waits until `true`, or until it is over. */
  async #until(holds: () => boolean): Promise<void> {
    while (!this.#over && !holds()) {
      await new Promise<void>((resolve) => {
        this.#news = resolve;
      });
    }
  }

  #end(how: 'arrived' | 'cancelled' | 'declined'): void {
    this.#over = true;
    this.#news?.();
    this.#events.over(how);
  }
}

function total(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes, 0);
}
