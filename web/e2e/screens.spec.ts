import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { button, type Callers, expect, heading, test } from './calln';

const INTO = process.env.SCREENS_DIR ?? 'test-results/screens';

const FORMATS = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  small: { viewport: { width: 320, height: 568 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 },
} as const;

for (const [format, size] of Object.entries(FORMATS)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${format} in ${colorScheme}`, async ({ callers }) => {
      const shoot = (page: Page, name: string) =>
        page.screenshot({ path: join(INTO, `${name}-${format}-${colorScheme}.png`), animations: 'disabled' });
      const page = await callers.arrive({ ...size, colorScheme });
      await page.evaluate(() => document.fonts.ready);
      await expect(page.getByText(/here (just )?now/)).toBeVisible();
      await shoot(page, 'start');

      await page.getByRole('button', { name: /^Meet/ }).click();
      await page.getByLabel('Your country').selectOption('JP');
      await page.getByRole('combobox', { name: /Choose/ }).fill('ger');
      await page.keyboard.press('Enter');
      await page.keyboard.type('bra');
      await page.keyboard.press('Enter');
      await page.keyboard.type('so');
      await shoot(page, 'filter');
      await page.getByRole('button', { name: 'Done' }).click();
      await shoot(page, 'start-filtered');

      await button(page).click();
      await expect(heading(page)).toHaveText('Looking for somebody');
      await page.getByText(/who fits?/).waitFor();
      await shoot(page, 'looking');

      const stranger = await fromGermany(callers);
      await expect(page.getByText('connected', { exact: true })).toBeVisible();
      await expect(page.getByText('0:03')).toBeVisible();
      await shoot(page, 'talking');
      await page.getByRole('button', { name: 'Mute' }).click();
      await shoot(page, 'talking-muted');

      await stranger.close();
      await expect(heading(page)).toHaveText('They are gone');
      await shoot(page, 'ended');

      await callers.server.stop();
      await button(page).click();
      await expect(heading(page)).toHaveText(/be reached/);
      await shoot(page, 'unreachable');
    });
  }
}

async function fromGermany(callers: Callers): Promise<Page> {
  const page = await callers.arrive();
  await page.getByRole('button', { name: /^Meet/ }).click();
  await page.getByLabel('Your country').selectOption('DE');
  await page.getByRole('button', { name: 'Done' }).click();
  await button(page).click();
  return page;
}
