import { execFileSync } from 'node:child_process';
import { clean } from './axe';
import { button, expect, heading, talk, test } from './calln';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen in ${colorScheme}`, async ({ callers }) => {
    // Without motion, so that every animation ends.
    const page = await callers.arrive({ colorScheme });
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

test.describe('with what an operator may have', () => {
  test.use({ flags: ['--ads-start', 'house', '--ads-personalised', 'true', '--moderation-talk', '0'] });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing before, beside and after a call in ${colorScheme}`, async ({
      callers,
      server,
    }) => {
      const page = await callers.arrive(
        { colorScheme, reducedMotion: 'reduce', permissions: [], baseURL: server.url },
        'unsaid',
      );
      await expect(page.getByRole('region', { name: 'May we count your visit?' })).toBeVisible();
      await clean(page, 'consent');
      await page.getByRole('button', { name: 'Decline' }).click();
      await button(page).click();
      await clean(page, 'age');
      await page.getByRole('button', { name: 'I am 18 or older' }).click();
      await expect(heading(page)).toHaveText(/may not use your microphone/);
      await clean(page, 'microphone refused');
      await page.context().grantPermissions(['microphone']);
      await page.goto('/my-data');
      await expect(heading(page)).toBeVisible();
      await clean(page, 'my data');
      await page.goto('/');
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.context().setOffline(true);
      await expect(page.getByText(/Your browser says that there is no network/)).toBeVisible();
      await clean(page, 'offline');
      await page.context().setOffline(false);

      const other = await callers.arrive();
      await talk(page, other);
      await page.getByRole('button', { name: /^Safety words/ }).click();
      await clean(page, 'safety words');
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
      await page.getByRole('textbox', { name: 'Message' }).fill('Look: https://example.org/harbour');
      await page.keyboard.press('Enter');
      const theirs = { name: 'drawn.png', mimeType: 'image/png', buffer: await other.screenshot() };
      await other.locator('input[type=file]').setInputFiles(theirs);
      await page.getByRole('button', { name: /see the picture/ }).waitFor();
      await clean(page, 'chat');
      await page.setViewportSize({ width: 390, height: 844 });
      await clean(page, 'chat on a phone');
      await page.getByRole('button', { name: 'Report' }).last().click();
      await page.getByRole('dialog').waitFor();
      await clean(page, 'report');
      await page.getByRole('dialog').getByRole('button', { name: 'Something else' }).click();
      await page.getByRole('dialog').getByRole('heading', { name: 'Thank you' }).waitFor();
      await clean(page, 'reported');
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();

      const ban = ['bans', 'add', '127.0.0.1', '--for', '24h', '--reason', 'harassment'];
      execFileSync(process.env.CALLN_BIN ?? '', [...ban, '--state-directory', server.state], { env: {} });
      await expect(heading(page)).toHaveText('You can’t call for a while');
      await clean(page, 'banned');

      const young = await callers.arrive({ colorScheme }, 'unsaid');
      await button(young).click();
      await young.getByRole('button', { name: 'I am under 18' }).click();
      await expect(heading(young)).toHaveText('Thank you for saying so');
      await clean(young, 'too young');
    });
  }
});
