import type { Bytes } from '../keys';
import type { ImageHead } from './content';

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

  /** The image, once all of it has come. */
  get blob(): Blob | undefined {
    return this.#came === this.#bytes.length
      ? new Blob([this.#bytes], { type: this.head.format })
      : undefined;
  }
}
