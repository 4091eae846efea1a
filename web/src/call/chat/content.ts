import type { Bytes } from '../keys';
import type { Voice } from './chat';

/** What a frame says, by the byte that stands for it. `docs/end-to-end.md` has the layouts. */
export const TYPE = {
  /** How far the partner's frames have come, and what the sender of the note understands: {@link SMALL_PIECES}. */
  note: 0,
  /** A line of text, UTF-8. */
  text: 1,
  /** An image begins: {@link ImageHead}. */
  image: 2,
  /** The sender gives the image up: its number. */
  cancelled: 3,
  /** The receiver doesn't want the image: its number. */
  declined: 4,
  /** A piece of the image that has begun. The only type of the kind `image`; small pieces go as `chat`. */
  piece: 5,
  /** Whether the sender is heard: {@link writeVoice}. */
  voice: 6,
} as const;

export type Type = (typeof TYPE)[keyof typeof TYPE];

/** What every content begins with: the counter of the partner's frame that is due, and the type. */
const HEAD = 9;

/** Longest line, in Unicode code points. */
export const MAX_TEXT = 2_000;
/** Largest image, in bytes. */
export const MAX_IMAGE = 5_000_000;
/** Longest side of an image, in pixels. */
export const MAX_SIDE = 1_280;
/** Most bytes of an image in one piece: what a frame carries, less the head. */
export const PIECE = 16_252 - HEAD;
/** Most bytes of an image in a piece for a slow line: with the head and the padding's prefix a frame of 2,048. */
export const SMALL_PIECE = 2_044 - HEAD;
/** The same for a line that is neither slow nor quick: a frame of 8,192. */
export const MIDDLE_PIECE = 8_188 - HEAD;
/** In a note: its sender takes small pieces. Earlier clients' notes are empty. */
export const SMALL_PIECES = 1;

export type Content = { readonly due: number; readonly type: number; readonly body: Bytes };

/** What is said of an image before its pieces. */
export type ImageHead = {
  /** Counts the images of one direction, from 0. */
  readonly number: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: 'image/webp' | 'image/jpeg';
};

export function writeContent(due: number, type: Type, body: Uint8Array): Bytes {
  const content = new Uint8Array(HEAD + body.length);
  const view = new DataView(content.buffer);
  view.setBigUint64(0, BigInt(due));
  view.setUint8(HEAD - 1, type);
  content.set(body, HEAD);
  return content;
}

export function readContent(content: Bytes): Content | undefined {
  if (content.length < HEAD) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  return {
    due: Number(view.getBigUint64(0)),
    type: view.getUint8(HEAD - 1),
    body: content.slice(HEAD),
  };
}

const FORMATS = ['image/webp', 'image/jpeg'] as const;
const IMAGE_HEAD = 13;

export function writeImageHead({ number, bytes, width, height, format }: ImageHead): Bytes {
  const body = new Uint8Array(IMAGE_HEAD);
  const view = new DataView(body.buffer);
  view.setUint32(0, number);
  view.setUint32(4, bytes);
  view.setUint16(8, width);
  view.setUint16(10, height);
  view.setUint8(12, FORMATS.indexOf(format));
  return body;
}

/** Undefined unless it is an image within the limits. */
export function readImageHead(body: Bytes): ImageHead | undefined {
  if (body.length !== IMAGE_HEAD) return undefined;
  const view = new DataView(body.buffer);
  const [number, bytes] = [view.getUint32(0), view.getUint32(4)];
  const [width, height] = [view.getUint16(8), view.getUint16(10)];
  const format = FORMATS[view.getUint8(12)];
  const fits =
    bytes > 0 && bytes <= MAX_IMAGE && [width, height].every((side) => side > 0 && side <= MAX_SIDE);
  return fits && format !== undefined ? { number, bytes, width, height, format } : undefined;
}

export function writeNumber(number: number): Bytes {
  const body = new Uint8Array(4);
  new DataView(body.buffer).setUint32(0, number);
  return body;
}

export function readNumber(body: Bytes): number | undefined {
  return body.length === 4 ? new DataView(body.buffer).getUint32(0) : undefined;
}

const VOICES = ['heard', 'muted', 'held', 'lost'] as const satisfies readonly Voice[];

export function writeVoice(voice: Voice): Bytes {
  return Uint8Array.of(VOICES.indexOf(voice));
}

/** Undefined where it isn't one of those that are known. */
export function readVoice(body: Bytes): Voice | undefined {
  return body.length === 1 ? VOICES[body[0] ?? -1] : undefined;
}

/** Text as it travels; undefined where it is empty or too long. */
export function writeText(text: string): Bytes | undefined {
  const length = countCharacters(text);
  return length > 0 && length <= MAX_TEXT ? new TextEncoder().encode(text) : undefined;
}

/** Undefined unless it is UTF-8 of a permitted length. */
export function readText(body: Bytes): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    const length = countCharacters(text);
    return length > 0 && length <= MAX_TEXT ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Code points: what a caller would call characters, and the same in every language that a client is written in. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
