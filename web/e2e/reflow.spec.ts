import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { button, expect, heading, test } from './calln';
import { misfits } from './misfits';

test.use({ flags: ['--operator-contact', 'safety@example.org', '--moderation-talk', '0'] });

/** A small phone, and what zooming to 400 % leaves of a desktop (WCAG 2.2, 1.4.10). */
const SIZES = [
  { width: 320, height: 568 },
  { width: 320, height: 256 },
];

/** The part of the page that can be acted on: the whole, or what lies over it. */
async function fits(page: Page, screen: string, part = 'body'): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const found = await page.locator(part).evaluate(misfits);
    expect(found, `${screen}, ${size.width} × ${size.height}`).toEqual([]);
  }
}

test('on a small phone and at 400 % nothing is cut off or out of reach before and beside a call', async ({
  callers,
}) => {
  const page = await callers.arrive({}, 'unsaid');
  await fits(page, 'start');
  await page.getByRole('button', { name: /^Meet/ }).click();
  await page.getByRole('combobox', { name: /Choose/ }).fill('bosnia');
  await page.keyboard.press('Enter');
  await fits(page, 'filter', 'dialog');
  await page.getByRole('button', { name: 'Done' }).click();
  await fits(page, 'start with a wish');

  await page.getByRole('button', { name: 'Sound', exact: true }).click();
  await fits(page, 'sound before the microphone is allowed', 'dialog');
  await page.getByRole('button', { name: 'Try the microphone' }).click();
  await expect(page.getByLabel('Microphone', { exact: true })).toBeVisible();
  await fits(page, 'sound', 'dialog');
  await page.getByRole('button', { name: 'Done' }).click();

  await button(page).click();
  await fits(page, 'age', 'dialog');
  await page.getByRole('button', { name: 'I am under 18' }).click();
  await expect(heading(page)).toHaveText('Thank you for saying so');
  await fits(page, 'too young');

  await page.goto(`${callers.server.url}/check`);
  await fits(page, 'check');
  await page.getByRole('button', { name: 'Start the test' }).click();
  await page.getByRole('button', { name: 'Yes' }).waitFor();
  await fits(page, 'check that asks', '.check-step[data-step=speaker]');
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByRole('button', { name: 'Test again' }).waitFor();
  await fits(page, 'check that is done');
  for (const path of ['/privacy', '/my-data', '/about']) {
    await page.goto(callers.server.url + path);
    await expect(heading(page)).toBeVisible();
    await fits(page, path);
  }
});

test('the same in a call, and after it', async ({ callers, server }) => {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  await button(page).click();
  await expect(page.getByText(/who fits is here yet/)).toBeVisible();
  await fits(page, 'looking');
  await button(other).click();
  await expect(page.getByRole('button', { name: /^Safety words/ })).toBeVisible();
  await fits(page, 'talking');
  await page.getByRole('button', { name: /^Safety words/ }).click();
  await fits(page, 'words', 'dialog');
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: /Chat$/ }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('Donaudampfschifffahrtsgesellschaft'.repeat(4));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').getByRole('listitem')).toBeVisible();
  await fits(page, 'chat', '.chat');
  await page.getByRole('button', { name: 'Close the chat' }).click();

  await page.getByRole('button', { name: 'Report' }).first().click();
  await fits(page, 'report', 'dialog');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(page)).toHaveText('You hung up');
  await fits(page, 'ended');

  const ban = ['bans', 'add', '127.0.0.1', '--for', '24h', '--reason', 'harassment'];
  execFileSync(process.env.CALLN_BIN ?? '', [...ban, '--state-directory', server.state], { env: {} });
  // Told on the connection that is open still.
  await expect(heading(page)).toHaveText('You can’t call for a while');
  await fits(page, 'banned');
});

test('every language fits', async ({ callers }) => {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  const languages = page.locator('footer select');
  for (const language of await languages
    .locator('option')
    .evaluateAll((all) => all.map((one) => one.getAttribute('lang') ?? ''))) {
    await languages.selectOption(language);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await fits(page, `start in ${language}`);
    await page.locator('.chooser').click();
    await fits(page, `filter in ${language}`, 'dialog');
    await page.locator('.filter-top button').click();
  }
  await languages.selectOption('de');
  await page.locator('.disc-button').click();
  await expect(heading(page)).toHaveText('Wir suchen jemanden');
  await button(other).click();
  await expect(page.getByText('verbunden', { exact: true })).toBeVisible();
  await fits(page, 'talking in German');
});
