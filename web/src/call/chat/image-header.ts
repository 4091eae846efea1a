import type { Bytes } from '../keys';
import { type ImageHead, MAX_SIDE } from './content';

/**
 * What an image's own bytes say of it, read before anything decodes them: a file of some kilobytes can say that it is
 * gigabytes of pixels, or thousands of pictures one after the other.
 */
type Said = { readonly width: number; readonly height: number };

/** Most scans of a JPEG. Encoders write ten for a progressive one; each goes over the whole picture. */
const MAX_SCANS = 32;

/**
 * Whether the bytes are the image that was announced: of that format and that size, a single picture. Formats that
 * nobody sends are not looked into, but refused.
 */
export function isAsAnnounced(bytes: Bytes, { format, width, height }: ImageHead): boolean {
  const said = format === 'image/webp' ? readWebp(bytes) : readJpeg(bytes);
  return said !== undefined && fits(said) && said.width === width && said.height === height;
}

const fits = ({ width, height }: Said) => [width, height].every((side) => side > 0 && side <= MAX_SIDE);

const ascii = (bytes: Bytes, at: number, text: string) =>
  at + text.length <= bytes.length && [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));

const viewOf = (bytes: Bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** ISO/IEC 10918-1, annex B. Undefined for what isn't one baseline, extended or progressive picture of 8 bits. */
function readJpeg(bytes: Bytes): Said | undefined {
  const view = viewOf(bytes);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let said: Said | undefined;
  let scans = 0;
  let at = 2;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // filled up
      continue;
    }
    if (marker === 0xd9) return scans > 0 ? said : undefined;
    // Markers without a length have no place between segments.
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8) || at + 4 > bytes.length) return undefined;
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return undefined;
    if (isFrame(marker)) {
      // Lossless, hierarchical and arithmetic ones no browser writes; a second frame is a second picture.
      if (marker > 0xc2 || said !== undefined || length < 8 || bytes[at + 4] !== 8) return undefined;
      said = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
      if (!fits(said)) return undefined;
    }
    // The height would come later.
    if (marker === 0xdc) return undefined;
    at += 2 + length;
    if (marker === 0xda) {
      scans += 1;
      if (said === undefined || scans > MAX_SCANS) return undefined;
      at = endOfScan(bytes, at);
    }
  }
  // Cut off.
  return undefined;
}

/** SOF0 to SOF15, without the tables that lie between them. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Where the next marker is that isn't part of the scan's data. */
function endOfScan(bytes: Bytes, from: number): number {
  let at = from;
  while (at + 1 < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
    at += 1;
  }
  return bytes.length;
}

/** RFC 9649. Undefined for animations, and for what isn't exactly one picture. */
function readWebp(bytes: Bytes): Said | undefined {
  const view = viewOf(bytes);
  if (!ascii(bytes, 0, 'RIFF') || !ascii(bytes, 8, 'WEBP')) return undefined;
  if (view.getUint32(4, true) + 8 !== bytes.length) return undefined;
  let canvas: Said | undefined;
  let picture: Said | undefined;
  let at = 12;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) return undefined;
    const [length, body] = [view.getUint32(at + 4, true), at + 8];
    if (body + length > bytes.length) return undefined;
    const chunk = bytes.subarray(body, body + length);
    if (ascii(bytes, at, 'VP8X')) {
      if (at !== 12 || length < 10 || ((chunk[0] ?? 0) & ANIMATED) !== 0) return undefined;
      canvas = { width: 1 + uint24(chunk, 4), height: 1 + uint24(chunk, 7) };
    } else if (ascii(bytes, at, 'VP8 ') || ascii(bytes, at, 'VP8L')) {
      if (picture !== undefined) return undefined;
      picture = ascii(bytes, at, 'VP8 ') ? readLossy(chunk) : readLossless(chunk);
      if (picture === undefined || !fits(picture)) return undefined;
    } else if (ascii(bytes, at, 'ANIM') || ascii(bytes, at, 'ANMF')) {
      return undefined;
    }
    at = body + length + (length % 2);
  }
  if (picture === undefined) return undefined;
  const differs = canvas?.width !== picture.width || canvas.height !== picture.height;
  return canvas !== undefined && differs ? undefined : picture;
}

const ANIMATED = 0x02;

const uint24 = (bytes: Bytes, at: number) =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);

/** RFC 6386, section 9.1: a key frame. */
function readLossy(chunk: Bytes): Said | undefined {
  if (chunk.length < 10 || ((chunk[0] ?? 1) & 1) !== 0) return undefined;
  if (chunk[3] !== 0x9d || chunk[4] !== 0x01 || chunk[5] !== 0x2a) return undefined;
  const view = viewOf(chunk);
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

/** RFC 9649, section 3.4. */
function readLossless(chunk: Bytes): Said | undefined {
  if (chunk.length < 5 || chunk[0] !== 0x2f) return undefined;
  const bits = viewOf(chunk).getUint32(1, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}
