import { optionally } from '../../browser/optional';

import { MAX_IMAGE, MAX_SIDE } from './content';

/** An image as it is sent: downscaled, drawn anew, nothing in it but pixels. */
export type Prepared = {
  readonly blob: Blob;
  readonly width: number;
  readonly height: number;
  readonly format: 'image/webp' | 'image/jpeg';
};

/** Why an image can't be sent. */
export type Unsendable =
  /** It isn't an image, or of a kind that isn't drawn from pixels. */
  | 'not_an_image'
  /** The file is larger than {@link MAX_FILE}. */
  | 'too_large'
  /** The browser can't read it. */
  | 'broken'
  /** An Apple photo format that this browser can't read. */
  | 'heic';

/** Thrown by {@link prepare}. */
export class UnsendableError extends Error {
  override readonly name = 'UnsendableError';

  constructor(readonly reason: Unsendable) {
    super(reason);
  }
}

/** Largest file that is opened, in bytes: photos of today's phones have up to 20 MB, and decoding takes memory. */
export const MAX_FILE = 40_000_000;

/** Good to look at; half the bytes of the encoders' own defaults. */
const QUALITY = 0.82;

const HEIC = /\.hei[cf]$/i;

/**
 * Makes of a file what is sent. Drawing it anew leaves behind all that isn't pixels: place, time, camera, and whatever
 * else a file can carry.
 *
 * @throws {UnsendableError}
 */
export async function prepare(file: File): Promise<Prepared> {
  const heic = file.type === 'image/heic' || file.type === 'image/heif' || HEIC.test(file.name);
  if (!heic && (!file.type.startsWith('image/') || file.type.startsWith('image/svg')))
    throw new UnsendableError('not_an_image');
  if (file.size > MAX_FILE) throw new UnsendableError('too_large');
  const bitmap = await optionally(() => createImageBitmap(file));
  if (bitmap === undefined) throw new UnsendableError(heic ? 'heic' : 'broken');
  try {
    const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const blob =
      (await draw(bitmap, width, height, 'image/webp')) ?? (await draw(bitmap, width, height, 'image/jpeg'));
    if (blob === undefined) throw new UnsendableError('broken');
    if (blob.size > MAX_IMAGE) throw new UnsendableError('too_large');
    return { blob, width, height, format: blob.type === 'image/webp' ? 'image/webp' : 'image/jpeg' };
  } finally {
    bitmap.close();
  }
}

/** Undefined where the browser doesn't write that format; it then gives another. */
async function draw(
  bitmap: ImageBitmap,
  width: number,
  height: number,
  format: Prepared['format'],
): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  if (format === 'image/jpeg') {
    // What is transparent would turn black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, format, QUALITY));
  return blob?.type === format ? blob : undefined;
}
