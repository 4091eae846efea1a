import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { button, type Callers, expect, heading, test } from './calln';
import { overview, sheets } from './contact-sheet';

/** Every single shot, for whoever works on the page just now. */
const SHOTS = 'test-results/screens';
/** What is put together from them: docs/screens, when `cargo xtask screens` asks. */
const INTO = process.env.SCREENS_DIR ?? 'test-results/screens/sheets';

const FORMATS = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  small: { viewport: { width: 320, height: 568 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 },
} as const;

// Every state one after the other takes long on a busy machine, and nothing is lost by waiting.
test.describe.configure({ timeout: 180_000 });

for (const [format, size] of Object.entries(FORMATS)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${format} in ${colorScheme}`, async ({ callers }) => {
      const shoot = (page: Page, name: string) =>
        page.screenshot({
          path: join(SHOTS, `${name}-${format}-${colorScheme}.png`),
          animations: 'disabled',
        });
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

      await page.getByRole('button', { name: 'Sound', exact: true }).click();
      await shoot(page, 'sound-closed');
      await page.getByRole('button', { name: 'Try the microphone' }).click();
      await expect(page.getByLabel('Microphone', { exact: true })).toBeVisible();
      await shoot(page, 'sound');
      await page.getByRole('button', { name: 'Done' }).click();

      const check = await page.context().newPage();
      await check.goto(`${callers.server.url}/check`);
      await check.getByRole('button', { name: 'Start the test' }).click();
      await check.getByRole('button', { name: 'Yes' }).waitFor();
      await shoot(check, 'check-running');
      await check.getByRole('button', { name: 'Yes' }).click();
      await check.getByRole('button', { name: 'Test again' }).waitFor();
      await check.evaluate(() => scrollTo(0, 0));
      await shoot(check, 'check');
      await check.close();

      await button(page).click();
      await expect(heading(page)).toHaveText('Looking for somebody');
      await page.getByText(/who fits?/).waitFor();
      await shoot(page, 'looking');

      const stranger = await fromGermany(callers);
      await expect(page.getByText('connected', { exact: true })).toBeVisible();
      await expect(page.getByText(/0:(0[3-9]|[1-9])/)).toBeVisible();
      await shoot(page, 'talking');
      await page.getByRole('button', { name: 'Mute' }).click();
      await shoot(page, 'talking-muted');
      await page.getByRole('button', { name: 'Mute' }).click();
      await worsen(page);
      await expect(page.getByText(/Poor connection/)).toBeVisible();
      await silence(page);
      await expect(page.getByText('They can’t hear you.')).toBeVisible();
      await shoot(page, 'talking-unheard');
      await page.getByRole('button', { name: 'Sound', exact: true }).click();
      await page.getByRole('switch', { name: 'Hold to talk' }).click();
      await page.getByRole('button', { name: 'Done' }).click();
      await shoot(page, 'talking-held');

      await stranger.close();
      await expect(heading(page)).toHaveText('They are gone');
      await shoot(page, 'ended');

      // At once: who stops a server politely waits for the last call.
      await callers.server.end('SIGKILL');
      await button(page).click();
      await expect(heading(page)).toHaveText(/be reached/);
      await shoot(page, 'unreachable');
    });
  }
}

test('the shots side by side', async ({ browser }) => {
  const page = await browser.newPage({ deviceScaleFactor: 1.5 });
  await overview(page, SHOTS, join(INTO, 'overview.png'));
  await sheets(page, SHOTS, INTO);
});

async function fromGermany(callers: Callers): Promise<Page> {
  const page = await callers.arrive();
  await page.getByRole('button', { name: /^Meet/ }).click();
  await page.getByLabel('Your country').selectOption('DE');
  await page.getByRole('button', { name: 'Done' }).click();
  await button(page).click();
  return page;
}

/** What the browser measures becomes that of a slow line. */
async function worsen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const [connection] = window.connections.slice(-1);
    const measure = connection?.getStats.bind(connection);
    if (connection === undefined || measure === undefined) return;
    connection.getStats = async () =>
      new Map(
        Array.from(await measure(), ([id, report]) => [
          id,
          'roundTripTime' in report ? { ...report, roundTripTime: 1.2 } : report,
        ]),
      );
  });
}

/** The next microphone gives no sound; then it is taken. */
async function silence(page: Page): Promise<void> {
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      const context = new AudioContext();
      const nothing = new ConstantSourceNode(context, { offset: 0 });
      const cable = context.createMediaStreamDestination();
      nothing.connect(cable);
      nothing.start();
      return cable.stream;
    };
  });
  await page.getByRole('button', { name: 'Sound', exact: true }).click();
  await page.getByRole('switch', { name: 'Automatic level' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
}
