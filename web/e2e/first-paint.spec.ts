import type { Page } from '@playwright/test';
import { button, expect, test } from './calln';

const FORMATS = {
  'small phone': { width: 320, height: 568 },
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

/** Holds every script of the page's back until the answer is called. */
async function withhold(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/assets\/.*\.js$/, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

const disc = (page: Page) => page.locator('.disc').boundingBox();

for (const [format, viewport] of Object.entries(FORMATS)) {
  test(`the mark and the disc are there before any script, and stay where they are, on a ${format}`, async ({
    callers,
  }) => {
    const page = await callers.arrive({ viewport });
    const release = await withhold(page);
    await page.reload({ waitUntil: 'commit' });
    await expect(page.locator('.disc')).toBeVisible();
    await expect(page.locator('.wordmark')).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    // Which language it is, only the script knows.
    await expect(page.locator('body')).toHaveText(/^\s*calln\s*$/, { useInnerText: true });
    const before = await disc(page);
    release();
    await expect(button(page)).toBeVisible();
    const after = await disc(page);
    for (const side of ['x', 'y', 'width'] as const) {
      expect(Math.abs((before?.[side] ?? 0) - (after?.[side] ?? 0)), side).toBeLessThan(1);
    }
  });
}

test('where scripts are off, the page says so beside a disc that is no button', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.url);
  await expect(page.locator('noscript p')).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button')).toHaveCount(0);
  await context.close();
});
