import { describe, expect, it } from 'vitest';
import type { Bytes } from '../keys';
import type { ImageHead } from './content';
import { isAsAnnounced } from './image-header';

type Format = ImageHead['format'];

const head = (format: Format, width: number, height: number): ImageHead => ({
  number: 0,
  bytes: 1,
  width,
  height,
  format,
});

const of = (...parts: (string | number | readonly number[] | Bytes)[]): Bytes =>
  Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'string') return [...part].map((char) => char.charCodeAt(0));
      return typeof part === 'number' ? [part] : [...part];
    }),
  );

const u16 = (n: number) => [n >> 8, n & 255];
const le16 = (n: number) => [n & 255, n >> 8];
const le24 = (n: number) => [n & 255, (n >> 8) & 255, n >> 16];
const le32 = (n: number) => [n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24];

const SOI = of(0xff, 0xd8);
const EOI = of(0xff, 0xd9);
const segment = (marker: number, ...body: Parameters<typeof of>) => {
  const bytes = of(...body);
  return of(0xff, marker, u16(bytes.length + 2), bytes);
};
const frame = (width: number, height: number, marker = 0xc0, bits = 8) =>
  segment(marker, bits, u16(height), u16(width), 1, 1, 0x11, 0);
const scan = of(segment(0xda, 1, 1, 0, 0, 63, 0), 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56);
const jpeg = (width: number, height: number) =>
  of(SOI, segment(0xe0, 'JFIF'), frame(width, height), scan, EOI);

const chunk = (name: string, body: Bytes) =>
  of(name, le32(body.length), body, body.length % 2 === 0 ? [] : [0]);
const webp = (...chunks: Bytes[]) => {
  const body = of('WEBP', ...chunks);
  return of('RIFF', le32(body.length), body);
};
const lossy = (width: number, height: number) =>
  chunk('VP8 ', of(0, 0, 0, 0x9d, 0x01, 0x2a, le16(width), le16(height), 7, 7));
const lossless = (width: number, height: number) =>
  chunk('VP8L', of(0x2f, le32(((height - 1) << 14) | (width - 1)), 7));
const extended = (width: number, height: number, flags = 0) =>
  chunk('VP8X', of(flags, 0, 0, 0, le24(width - 1), le24(height - 1)));

const taken = (bytes: Bytes, format: Format, width = 640, height = 480) =>
  isAsAnnounced(bytes, head(format, width, height));

describe('an image is shown only if its own bytes say what was announced', () => {
  it.each<[string, Bytes, Format]>([
    ['a baseline JPEG', jpeg(640, 480), 'image/jpeg'],
    ['a progressive one', of(SOI, frame(640, 480, 0xc2), scan, scan, EOI), 'image/jpeg'],
    ['one with filled up markers', of(SOI, 0xff, frame(640, 480), scan, EOI), 'image/jpeg'],
    ['a lossy WebP', webp(lossy(640, 480)), 'image/webp'],
    ['a lossless WebP', webp(lossless(640, 480)), 'image/webp'],
    ['an extended one', webp(extended(640, 480, 0x10), chunk('ALPH', of(1)), lossy(640, 480)), 'image/webp'],
  ])('takes %s', (_, bytes, format) => {
    expect(taken(bytes, format)).toBe(true);
  });

  it.each<[string, Bytes, Format]>([
    ['nothing', of(), 'image/jpeg'],
    ['nothing', of(), 'image/webp'],
    [
      'a PNG bomb that is said to be a WebP',
      of(0x89, 'PNG\r\n', 0x1a, '\n', new Uint8Array(64)),
      'image/webp',
    ],
    [
      'a PNG bomb that is said to be a JPEG',
      of(0x89, 'PNG\r\n', 0x1a, '\n', new Uint8Array(64)),
      'image/jpeg',
    ],
    ['a GIF', of('GIF89a', new Uint8Array(64)), 'image/webp'],
    ['an SVG', of('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/jpeg'],
    ['a JPEG that is said to be a WebP', jpeg(640, 480), 'image/webp'],
    ['a WebP that is said to be a JPEG', webp(lossy(640, 480)), 'image/jpeg'],
    ['a JPEG of another size', jpeg(641, 480), 'image/jpeg'],
    ['a huge JPEG', jpeg(22_000, 22_000), 'image/jpeg'],
    ['a JPEG without height', jpeg(640, 0), 'image/jpeg'],
    [
      'a JPEG whose height comes later',
      of(SOI, frame(640, 480), scan, segment(0xdc, u16(60_000)), EOI),
      'image/jpeg',
    ],
    ['two pictures in one JPEG', of(SOI, frame(640, 480), frame(9_000, 9_000), scan, EOI), 'image/jpeg'],
    [
      'a second JPEG behind a scan',
      of(SOI, frame(640, 480), scan, SOI, frame(9_000, 9_000), EOI),
      'image/jpeg',
    ],
    [
      'a JPEG of a thousand scans',
      of(SOI, frame(640, 480, 0xc2), ...Array<Bytes>(1_000).fill(scan), EOI),
      'image/jpeg',
    ],
    ['a JPEG of 12 bits', of(SOI, frame(640, 480, 0xc1, 12), scan, EOI), 'image/jpeg'],
    ['a lossless JPEG', of(SOI, frame(640, 480, 0xc3), scan, EOI), 'image/jpeg'],
    ['a JPEG without a scan', of(SOI, frame(640, 480), EOI), 'image/jpeg'],
    ['a scan before its frame', of(SOI, scan, frame(640, 480), EOI), 'image/jpeg'],
    ['a segment beyond the end', of(SOI, 0xff, 0xe0, 0xff, 0xff, 1), 'image/jpeg'],
    ['a segment of no length', of(SOI, 0xff, 0xe0, 0, 0, frame(640, 480), scan, EOI), 'image/jpeg'],
    ['an animation', webp(extended(640, 480, 0x02), lossy(640, 480)), 'image/webp'],
    [
      'frames without the flag',
      webp(extended(640, 480), chunk('ANMF', of(0)), lossy(640, 480)),
      'image/webp',
    ],
    ['two pictures in one WebP', webp(lossy(640, 480), lossy(640, 480)), 'image/webp'],
    ['a huge lossy WebP', webp(lossy(16_383, 16_383)), 'image/webp'],
    ['a huge lossless WebP', webp(lossless(16_384, 16_384)), 'image/webp'],
    ['a huge picture on a small canvas', webp(extended(640, 480), lossless(16_384, 16_384)), 'image/webp'],
    ['a small picture on a huge canvas', webp(extended(16_777_216, 480), lossy(640, 480)), 'image/webp'],
    ['a canvas without a picture', webp(extended(640, 480)), 'image/webp'],
    [
      'a chunk beyond the end',
      of('RIFF', le32(20), 'WEBPVP8 ', le32(0xffff_ffff), new Uint8Array(8)),
      'image/webp',
    ],
    ['a WebP with more behind it', of(webp(lossy(640, 480)), jpeg(640, 480)), 'image/webp'],
    [
      'a WebP that isn’t a key frame',
      webp(chunk('VP8 ', of(1, 0, 0, 0x9d, 1, 0x2a, le16(640), le16(480)))),
      'image/webp',
    ],
  ])('refuses %s', (_, bytes, format) => {
    expect(taken(bytes, format)).toBe(false);
  });

  it('refuses every beginning of an image, and throws at nothing', () => {
    for (const [bytes, format] of [
      [jpeg(640, 480), 'image/jpeg'],
      [webp(extended(640, 480), lossless(640, 480)), 'image/webp'],
    ] as const) {
      for (let length = 0; length < bytes.length; length += 1)
        expect(taken(bytes.slice(0, length), format), `${format}, ${length} bytes`).toBe(false);
      for (let at = 0; at < bytes.length; at += 1)
        for (const value of [0, 1, 0x7f, 0xff]) {
          const changed = bytes.slice();
          changed[at] = value;
          expect(() => taken(changed, format)).not.toThrow();
        }
    }
  });
});
