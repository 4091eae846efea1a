import { PIECE, TYPE, writeImageHead, writeNumber } from './content';
import type { Prepared } from './prepare';
import type { Stream } from './stream';

/** Pieces that may be on their way unacknowledged: 128 KiB, far below what a relay holds for a slow reader. */
const WINDOW = 8;

export interface OutgoingEvents {
  /** 0 to 1: what has arrived. */
  progress(share: number): void;
  /** It has arrived, or never will. */
  over(how: 'arrived' | 'cancelled' | 'declined'): void;
}

/** One image on its way to the partner, piece by piece. */
export class OutgoingImage {
  readonly #stream: Stream;
  readonly #image: Prepared;
  readonly #number: number;
  readonly #events: OutgoingEvents;
  /** Counters of the pieces that aren't acknowledged. */
  #underWay: number[] = [];
  #arrived = 0;
  #all = 0;
  #over = false;
  #room: (() => void) | undefined;

  constructor(stream: Stream, image: Prepared, number: number, events: OutgoingEvents) {
    this.#stream = stream;
    this.#image = image;
    this.#number = number;
    this.#events = events;
  }

  async send(): Promise<void> {
    const { blob, width, height, format } = this.#image;
    const bytes = new Uint8Array(await blob.arrayBuffer());
    this.#all = Math.ceil(bytes.length / PIECE);
    const head = { number: this.#number, bytes: bytes.length, width, height, format };
    await this.#stream.send('chat', TYPE.image, writeImageHead(head));
    for (let start = 0; start < bytes.length && !this.#over; start += PIECE) {
      const counter = await this.#stream.send('image', TYPE.piece, bytes.subarray(start, start + PIECE));
      if (counter === undefined) return;
      this.#underWay.push(counter);
      while (this.#underWay.length >= WINDOW && !this.#over) {
        await new Promise<void>((resolve) => {
          this.#room = resolve;
        });
      }
    }
  }

  /** All frames before `due` have arrived. */
  arrived(due: number): void {
    const before = this.#underWay.length;
    this.#underWay = this.#underWay.filter((counter) => counter >= due);
    const came = before - this.#underWay.length;
    if (came === 0 || this.#over) return;
    this.#arrived += came;
    this.#events.progress(this.#arrived / this.#all);
    if (this.#arrived === this.#all) this.#end('arrived');
    else this.#letGo();
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

  #end(how: 'arrived' | 'cancelled' | 'declined'): void {
    this.#over = true;
    this.#letGo();
    this.#events.over(how);
  }

  #letGo(): void {
    this.#room?.();
    this.#room = undefined;
  }
}
