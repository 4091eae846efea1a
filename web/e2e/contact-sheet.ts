import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';

/** Two phones at the sides, two desktops of together the same height between them. */
const PHONE = 240;
const DESKTOP = 405;
const GAP = 10;

/** Every state gets one picture of these four. */
const FOUR = ['phone-light', 'desktop-light', 'desktop-dark', 'phone-dark'] as const;

/** WebP at this quality shows no flaw at the size of a sheet, at a fifth of a PNG's bytes. */
const QUALITY = 0.8;

/** The picture at the top of the README: the start and a call, on a phone and on a desktop. */
export async function overview(page: Page, shots: string, into: string): Promise<void> {
  await place(page, shots, [
    'start-phone-light',
    'start-desktop-light',
    'talking-desktop-dark',
    'talking-phone-dark',
  ]);
  await mkdir(dirname(into), { recursive: true });
  await page.locator('body').screenshot({ path: into, omitBackground: true });
}

/** One `STATE.webp` for each state that was shot. */
export async function sheets(page: Page, shots: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  const last = `-${FOUR[0]}.png`;
  const states = (await readdir(shots)).filter((file) => file.endsWith(last));
  for (const state of states.map((file) => file.slice(0, -last.length))) {
    await place(
      page,
      shots,
      FOUR.map((format) => `${state}-${format}`),
    );
    const sheet = await page.locator('body').screenshot({ omitBackground: true });
    await writeFile(join(into, `${state}.webp`), await webp(page, sheet));
  }
}

/** Puts the shots on an otherwise empty page: a phone, the desktops one above the other, a phone. */
async function place(page: Page, shots: string, names: readonly string[]): Promise<void> {
  const pictures = await Promise.all(
    names.map(async (name) => {
      const source = dataUrl('image/png', await readFile(join(shots, `${name}.png`)));
      return `<img class="${name.includes('-desktop-') ? 'desktop' : 'phone'}" src="${source}" alt="">`;
    }),
  );
  await page.setViewportSize({ width: 2 * PHONE + DESKTOP + 4 * GAP, height: 600 });
  await page.setContent(
    `<style>
      html { background: transparent }
      body { display: grid; grid-template-columns: ${PHONE}px ${DESKTOP}px ${PHONE}px; gap: ${GAP}px; width: max-content; margin: 0; padding: 4px }
      img { display: block; width: 100%; border-radius: 12px; box-shadow: 0 0 0 1px rgb(128 128 128 / 0.35) }
      .phone { grid-row: 1 / span 2 }
      .phone:last-child { grid-column: 3 }
      .desktop { grid-column: 2 }
    </style>${pictures.join('')}`,
  );
  await page.evaluate(() => Promise.all(Array.from(document.images, (image) => image.decode())));
}

/** The browser is the encoder: nothing else needs to be installed. */
async function webp(page: Page, png: Buffer): Promise<Buffer> {
  const encoded = await page.evaluate(
    async ({ source, quality }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality);
    },
    { source: dataUrl('image/png', png), quality: QUALITY },
  );
  return Buffer.from(encoded.slice(encoded.indexOf(',') + 1), 'base64');
}

const dataUrl = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString('base64')}`;
