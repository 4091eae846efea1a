import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { button, expect, heading, test } from './calln';

/** Colours are measured where nothing is half faded in. */
async function clean(page: Page, screen: string): Promise<void> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations, screen).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen in ${colorScheme}`, async ({ callers }) => {
    // Without motion, so that every animation ends.
    const page = await callers.arrive({ colorScheme, reducedMotion: 'reduce' });
    await clean(page, 'start');

    await page.getByRole('button', { name: /^Meet/ }).click();
    await page.getByRole('combobox', { name: /Choose/ }).fill('fra');
    await page.keyboard.press('Enter');
    await page.keyboard.type('a');
    await clean(page, 'filter');
    await page.getByRole('radio', { name: 'All but these' }).check();
    await clean(page, 'filter, all but');
    await page.getByRole('radio', { name: 'Anyone' }).check();
    await page.getByRole('button', { name: 'Done' }).click();

    await page.getByRole('button', { name: 'Sound', exact: true }).click();
    await page.getByRole('button', { name: 'Try the microphone' }).click();
    await expect(page.getByLabel('Microphone', { exact: true })).toBeVisible();
    await clean(page, 'sound');
    await page.getByRole('button', { name: 'Done' }).click();

    const check = await page.context().newPage();
    await check.goto(`${callers.server.url}/check`);
    await check.getByRole('button', { name: 'Start the test' }).click();
    await check.getByRole('button', { name: 'Yes' }).click();
    await check.getByRole('button', { name: 'Test again' }).waitFor();
    await clean(check, 'check');
    await check.close();

    await button(page).click();
    await expect(page.getByText(/who fits is here yet/)).toBeVisible();
    await clean(page, 'looking');

    const other = await callers.arrive();
    await button(other).click();
    await expect(page.getByText('connected', { exact: true })).toBeVisible();
    await clean(page, 'talking');
    await page.getByRole('button', { name: 'Mute' }).click();
    await clean(page, 'muted');

    await page.getByRole('button', { name: 'Hang up' }).click();
    await expect(heading(page)).toHaveText('You hung up');
    await clean(page, 'ended');

    // At once: who stops a server politely waits for its callers.
    await callers.server.end('SIGKILL');
    await button(page).click();
    await expect(heading(page)).toHaveText(/be reached/);
    await clean(page, 'unreachable');
  });
}
