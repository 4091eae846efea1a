import { createEffect, onCleanup } from 'solid-js';
import { optionally } from '../../browser/optional';

/** Longest side of what lies under the veil, in pixels: it is blurred anyway. */
const VEILED = 48;

/**
 * A stranger's picture, drawn and never put into the page as a file. The browser decodes it beside the page's own work, into
 * a bitmap of a size that is known before; of a veiled one there is no more than a stamp.
 */
export function Picture(props: {
  readonly picture: Blob;
  readonly width: number;
  readonly height: number;
  readonly seen: boolean;
  /** What it is called; nothing while it is veiled. */
  readonly label: string;
}) {
  let canvas: HTMLCanvasElement | undefined;
  let turn = 0;
  createEffect(() => {
    const { picture, width, height, seen } = props;
    const scale = seen ? 1 : Math.min(1, VEILED / Math.max(width, height));
    turn += 1;
    void draw(picture, Math.ceil(width * scale), Math.ceil(height * scale), turn);
  });
  onCleanup(() => {
    turn += 1;
  });

  async function draw(picture: Blob, width: number, height: number, current: number): Promise<void> {
    const bitmap = await optionally(() =>
      createImageBitmap(picture, { resizeWidth: width, resizeHeight: height }),
    );
    if (bitmap === undefined) return;
    if (turn === current && canvas !== undefined) {
      canvas.width = width;
      canvas.height = height;
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
    }
    bitmap.close();
  }

  return (
    <canvas
      ref={canvas}
      role={props.label === '' ? undefined : 'img'}
      aria-label={props.label === '' ? undefined : props.label}
      aria-hidden={props.label === '' ? true : undefined}
      width={1}
      height={1}
      style={{ 'aspect-ratio': `${props.width} / ${props.height}`, width: `${props.width}px` }}
    />
  );
}
