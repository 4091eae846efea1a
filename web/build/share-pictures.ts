import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium } from '@playwright/test';

/** What others show beside a link, in each language: after a build, `npm run share` draws the pictures anew, with the machine's font for Arabic. */
const SIZE = { width: 1200, height: 630 };
const words: Readonly<Record<string, { readonly title: string; readonly lead: string }>> = JSON.parse(
  await readFile('dist/share/words.json', 'utf8'),
);
const mark = await readFile('public/icon.svg', 'utf8');
const { resolve } = createRequire(import.meta.url);
const font = async (family: string, file: string) => {
  const folder = dirname(resolve(`${family}/package.json`));
  return `url(data:font/woff2;base64,${await readFile(join(folder, 'files', file), 'base64')})`;
};
const latin = await font('@fontsource-variable/outfit', 'outfit-latin-wght-normal.woff2');
const devanagari = await font(
  '@fontsource/noto-sans-devanagari',
  'noto-sans-devanagari-devanagari-500-normal.woff2',
);

const style = `
  @font-face { font-family: Outfit; font-weight: 100 900; src: ${latin} }
  @font-face { font-family: Devanagari; src: ${devanagari} }
  body { margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 80px; display: flex; flex-direction: column;
    justify-content: space-between; background: #fbf5ec; color: #2a1d2e; font-family: Outfit, Devanagari, sans-serif }
  header { display: flex; align-items: center; gap: 24px; font-size: 56px; font-weight: 600; letter-spacing: -0.03em }
  svg { width: 88px }
  h1 { margin: 0; max-width: 16em; font-size: 84px; font-weight: 550; line-height: 1.12; text-wrap: balance }
  h1:is(:lang(ar), :lang(hi)) { line-height: 1.35 }
  p { margin: 0; font-size: 38px; opacity: 0.8 }`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
await mkdir('public/share', { recursive: true });
for (const [language, { title, lead }] of Object.entries(words)) {
  const page = await browser.newPage({ viewport: SIZE });
  await page.setContent(
    `<html lang="${language}" dir="auto"><style>${style}</style><header dir="ltr">${mark}calln</header><h1 dir="auto">${title}</h1><p dir="auto">${lead}</p></html>`,
  );
  await page.evaluate(() => document.fonts.ready);
  await writeFile(`public/share/${language}.png`, await page.screenshot());
  await page.close();
}
await browser.close();
