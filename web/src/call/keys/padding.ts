import type { Bytes } from './base64url';

/**
 * What a frame carries. It is authenticated, so that a frame of one kind can't be passed off as the other.
 *
 * - `chat`: text, and small notes such as delivery marks; padded to a power of two, 256 to 8,192 bytes.
 * - `image`: a piece of an image; always padded to 16,256 bytes, so that only the number of pieces shows.
 */
export type Kind = 'chat' | 'image';

/** Bytes in front of the content that hold its length. */
const PREFIX = 4;
const CHAT_MIN = 256;
const CHAT_MAX = 8192;
/** 16 KiB less 128 bytes, in which counter, tag and the relay's own framing fit: relays keep their buffers small. */
const IMAGE = 16_256;

/** Most bytes that one frame of each kind carries. */
export const CAPACITY = { chat: CHAT_MAX - PREFIX, image: IMAGE - PREFIX } as const;

/** Whether padding ever gives this length. */
export function padsTo(kind: Kind, length: number): boolean {
  return kind === 'image' ? length === IMAGE : length <= CHAT_MAX && length === padded(kind, length - PREFIX);
}

/** Length, content and zeros; undefined beyond the capacity. */
export function pad(kind: Kind, content: Uint8Array): Bytes | undefined {
  if (content.length > CAPACITY[kind]) return undefined;
  const bytes = new Uint8Array(padded(kind, content.length));
  new DataView(bytes.buffer).setUint32(0, content.length);
  bytes.set(content, PREFIX);
  return bytes;
}

/** Takes the content out of what {@link pad} made; undefined if anything but `pad` made it. */
export function unpad(kind: Kind, bytes: Bytes): Bytes | undefined {
  const length = new DataView(bytes.buffer).getUint32(0);
  const exact = length <= CAPACITY[kind] && padded(kind, length) === bytes.length;
  const zeros = bytes.subarray(PREFIX + length);
  return exact && zeros.every((byte) => byte === 0) ? bytes.slice(PREFIX, PREFIX + length) : undefined;
}

function padded(kind: Kind, length: number): number {
  if (kind === 'image') return IMAGE;
  let size = CHAT_MIN;
  while (size < PREFIX + length) size *= 2;
  return size;
}
