import { execFileSync } from 'node:child_process';
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

/** With what most operators have: a name, advertising of their own, and a question for consent. */
test.use({
  flags: [
    ...['--operator-contact', 'safety@example.org', '--operator-name', 'Example Calls'],
    ...[
      '--moderation-talk',
      '0',
      '--ads-start',
      'house',
      '--ads-ended',
      'house',
      '--ads-personalised',
      'true',
    ],
  ],
});

// Every state one after the other takes long on a busy machine, and nothing is lost by waiting.
test.describe.configure({ timeout: 180_000 });

for (const [format, size] of Object.entries(FORMATS)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${format} in ${colorScheme}`, async ({ callers }) => {
      const shoot = shooter(format, colorScheme);
      const page = await callers.arrive({ ...size, colorScheme });
      await page.evaluate(() => document.fonts.ready);
      await expect(page.getByText(/here (just )?now/)).toBeVisible();
      await page.getByRole('button', { name: 'Decline' }).click();
      await page.evaluate(() => scrollTo(0, 0));
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

for (const [format, size] of Object.entries(FORMATS)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`before and beside a call, ${format} in ${colorScheme}`, async ({ callers }) => {
      const shoot = shooter(format, colorScheme);
      const page = await callers.arrive({ ...size, colorScheme, permissions: [] }, 'unsaid');
      await page.evaluate(() => document.fonts.ready);
      await expect(page.getByText('May we count your visit?')).toBeVisible();
      await shoot(page, 'consent');
      await page.getByRole('button', { name: 'Decline' }).click();
      await button(page).click();
      await page.getByRole('dialog').waitFor();
      await shoot(page, 'gate');
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
      });
      await page.getByRole('button', { name: 'I am 18 or older' }).click();
      await expect(heading(page)).toHaveText('May they hear you?');
      await shoot(page, 'asking');
      // That question is never answered.
      await page.reload();
      await button(page).waitFor();

      for (const [error, state] of [
        ['NotAllowedError', 'microphone-refused'],
        ['NotReadableError', 'microphone-busy'],
      ] as const) {
        await page.evaluate((name) => {
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
        }, error);
        await button(page).click();
        await page.getByRole('button', { name: 'Try again' }).waitFor();
        await shoot(page, state);
        await page.getByRole('button', { name: 'Back to the start', exact: true }).click();
      }

      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.context().setOffline(true);
      await expect(page.getByText(/Your browser says that there is no network/)).toBeVisible();
      await shoot(page, 'offline');
      await page.context().setOffline(false);

      await page.getByLabel('Language').selectOption('ar');
      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
      await shoot(page, 'start-arabic');
      await page.getByRole('combobox').selectOption('hi');
      await expect(page.locator('html')).toHaveAttribute('lang', 'hi');
      await shoot(page, 'start-hindi');
      await page.goto(`${callers.server.url}/my-data`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await shoot(page, 'my-data');
      await page.goto(`${callers.server.url}/privacy`);
      await shoot(page, 'privacy');

      const young = await callers.arrive({ ...size, colorScheme }, 'unsaid');
      await button(young).click();
      await young.getByRole('button', { name: 'I am under 18' }).click();
      await shoot(young, 'too-young');
    });

    test(`what is said and seen in a call, ${format} in ${colorScheme}`, async ({ callers, server }) => {
      const shoot = shooter(format, colorScheme);
      const page = await callers.arrive({ ...size, colorScheme });
      // Whom they would like to meet isn't here: after a while they are offered somebody else.
      await page.getByRole('button', { name: /^Meet/ }).click();
      await page.getByRole('combobox', { name: /Choose/ }).fill('jap');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Done' }).click();
      await button(page).click();
      await expect(heading(page)).toHaveText('Looking for somebody');
      const stranger = await fromGermany(callers);
      await page.getByRole('button', { name: 'Meet anyone' }).waitFor({ timeout: 40_000 });
      await shoot(page, 'looking-wider');
      await page.getByRole('button', { name: 'Meet anyone' }).click();
      await expect(page.getByRole('button', { name: /^Safety words/ })).toBeVisible();
      await page.getByRole('button', { name: /^Safety words/ }).click();
      await page.getByRole('dialog').waitFor();
      await shoot(page, 'words');
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();

      const theirs = stranger.getByRole('textbox', { name: 'Message' });
      const ours = page.getByRole('textbox', { name: 'Message' });
      if (!(await ours.isVisible())) await page.getByRole('button', { name: /Chat$/ }).click();
      await theirs.fill('Hello! It is raining here since Tuesday 🌧');
      await theirs.press('Enter');
      await ours.fill('Here too. Where is here?');
      await ours.press('Enter');
      await theirs.fill('Look: https://example.org/harbour');
      await theirs.press('Enter');
      const drawn = await stranger.screenshot();
      await stranger
        .locator('input[type=file]')
        .setInputFiles({ name: 'harbour.png', mimeType: 'image/png', buffer: drawn });
      await page.getByRole('button', { name: /see the picture/ }).waitFor();
      await shoot(page, 'chat');
      await page.getByRole('button', { name: /see the picture/ }).click();
      await shoot(page, 'chat-picture');
      const { width, height } = size.viewport;
      // As much as a phone's keyboard leaves.
      await page.setViewportSize({ width, height: Math.min(height, 430) });
      await ours.fill('I am writing');
      await shoot(page, 'chat-keyboard');
      await page.setViewportSize({ width, height });
      if (format !== 'desktop') await page.getByRole('button', { name: 'Close the chat' }).click();

      await page.getByRole('button', { name: 'Report' }).first().click();
      await page.getByRole('dialog').waitFor();
      await shoot(page, 'report');
      await page.getByRole('dialog').getByRole('button', { name: 'Something else' }).click();
      await page.getByRole('dialog').getByRole('heading', { name: 'Thank you' }).waitFor();
      await shoot(page, 'reported');
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();

      const command = ['bans', 'add', '127.0.0.1', '--for', '24h', '--reason', 'harassment'];
      execFileSync(process.env.CALLN_BIN ?? '', [...command, '--state-directory', server.state], { env: {} });
      await expect(heading(page)).toHaveText('You can’t call for a while');
      await shoot(page, 'banned');
    });
  }
}

test('the shots side by side', async ({ browser }) => {
  const page = await browser.newPage({ deviceScaleFactor: 1.5 });
  await overview(page, SHOTS, join(INTO, 'overview.png'));
  await sheets(page, SHOTS, INTO);
});

function shooter(format: string, colorScheme: string) {
  return (page: Page, name: string) =>
    page.screenshot({ path: join(SHOTS, `${name}-${format}-${colorScheme}.png`), animations: 'disabled' });
}

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
