/** Most frames that are kept unconfirmed. Set-up takes about twenty; a partner who confirms nothing gets no more. */
const MAX_FRAMES = 256;
/** Most bytes of them: 256 offers of the usual size would be four times as much. */
const MAX_BYTES = 256 * 1024;
/** Frames that are taken before they are confirmed with a frame of its own, if none goes out anyway. */
const CONFIRM_AFTER = 16;

/** What a relayed frame says of its place among the others; see docs/protocol.md, "Numbered frames". */
export interface Numbers {
  /** The frame's number among its sender's in this call; none where it only confirms. */
  readonly n?: number;
  /** Up to which number its sender has the partner's frames. */
  readonly got?: number;
}

/** Puts a frame on the wire with these numbers; called again where it may not have arrived. */
export type Carry = (numbers: Numbers) => void;

/**
 * Brings the frames of one call to the partner once and in order, whatever becomes of the connections in between.
 *
 * Nothing on the way keeps a frame: not a connection that breaks, not the server. So each side keeps its own until
 * the other has confirmed them, and sends them again after a break. One such object serves all events of a call.
 */
export class Delivery {
  readonly #confirm: Carry;
  #kept: { readonly n: number; readonly bytes: number; readonly carry: Carry }[] = [];
  #bytes = 0;
  #sent = 0;
  #got = 0;
  #unconfirmed = 0;

  /** `confirm` sends a frame that does nothing but confirm. */
  constructor(confirm: Carry) {
    this.#confirm = confirm;
  }

  /** Sends a frame of about `bytes`. False: the partner has confirmed nothing for too long, and it isn't sent. */
  send(bytes: number, carry: Carry): boolean {
    if (this.#kept.length >= MAX_FRAMES || this.#bytes + bytes > MAX_BYTES) return false;
    const n = ++this.#sent;
    this.#kept.push({ n, bytes, carry });
    this.#bytes += bytes;
    this.#carry(n, carry);
    return true;
  }

  /** Whether a frame that has come in is to be taken; to be asked of each, once. */
  takes({ n, got = 0 }: Numbers): boolean {
    this.#forget(got);
    if (n === undefined) return true;
    if (n !== this.#got + 1) return false;
    this.#got = n;
    this.#unconfirmed += 1;
    if (this.#unconfirmed >= CONFIRM_AFTER) {
      this.#unconfirmed = 0;
      this.#confirm({ got: this.#got });
    }
    return true;
  }

  /** Both are connected again: sends what the partner may not have. */
  again(): void {
    for (const { n, carry } of this.#kept) this.#carry(n, carry);
  }

  #carry(n: number, carry: Carry): void {
    this.#unconfirmed = 0;
    carry({ n, got: this.#got });
  }

  #forget(got: number): void {
    while (this.#kept[0] !== undefined && this.#kept[0].n <= got) {
      this.#bytes -= this.#kept.shift()?.bytes ?? 0;
    }
  }
}
