import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';

/** The mark of `public/icon.svg`, as phones want it: `npm run icons` draws the files that the manifest names. */
const mark = await readFile('public/icon.svg', 'utf8');
/** Cut to any shape by the system, so the ground goes to the edge and the mark stays within its middle four fifths. */
const maskable = mark.replace(' rx="18"', '').replace('viewBox="0 0 64 64"', 'viewBox="-4 -4 72 72"');
const ground = (svg: string) =>
  svg.replace('<rect width="64" height="64"', '<rect x="-4" y="-4" width="72" height="72"');

const ICONS = [
  ['icon-192.png', 192, mark],
  ['icon-512.png', 512, mark],
  ['icon-maskable-512.png', 512, ground(maskable)],
  ['apple-touch-icon.png', 180, ground(maskable)],
] as const;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const [name, size, svg] of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
  await writeFile(`public/${name}`, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
