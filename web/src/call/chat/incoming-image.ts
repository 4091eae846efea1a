import type { Bytes } from '../keys';
import type { ImageHead } from './content';
import { isAsAnnounced } from './image-header';

/** One image that comes in, piece by piece. */
export class IncomingImage {
  readonly head: ImageHead;
  readonly #bytes: Bytes;
  #came = 0;

  constructor(head: ImageHead) {
    this.head = head;
    this.#bytes = new Uint8Array(head.bytes);
  }

  /** False where the piece is more than was announced. */
  add(piece: Bytes): boolean {
    if (piece.length === 0 || this.#came + piece.length > this.#bytes.length) return false;
    this.#bytes.set(piece, this.#came);
    this.#came += piece.length;
    return true;
  }

  /** 0 to 1. */
  get share(): number {
    return this.#came / this.#bytes.length;
  }

  /** The image, once all of it has come; `refused` where its own bytes say something else than was announced. */
  get blob(): Blob | 'refused' | undefined {
    if (this.#came < this.#bytes.length) return undefined;
    if (!isAsAnnounced(this.#bytes, this.head)) return 'refused';
    return new Blob([this.#bytes], { type: this.head.format });
  }
}
