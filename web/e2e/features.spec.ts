import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { button, connected, expect, heading, hears, test } from './calln';
import { BEFORE_A_CALL, BESIDE_A_CALL, breakFeatures, type Fault } from './features';

const FAULTS: readonly Fault[] = ['missing', 'throwing'];

/** What goes wrong in a page that nobody catches. */
function uncaught(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  return errors;
}

async function without(context: BrowserContext, paths: readonly string[], fault: Fault): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(breakFeatures, { paths, fault });
  return page;
}

test('the page starts whatever is missing or throws, one feature at a time', async ({ callers, server }) => {
  const context = (await callers.arrive()).context();
  const starts = async (path: string, fault: Fault) => {
    const page = await without(context, [path], fault);
    const errors = uncaught(page);
    // The last that the page asks for by itself: the visit begins once all else is there.
    const settled = page.waitForResponse('**/api/site');
    await page.goto(server.url);
    await expect(button(page), `${path} ${fault}`).toHaveText('Talk to a stranger');
    await button(page).focus();
    await settled;
    expect(errors, `${path} ${fault}`).toEqual([]);
    await page.close();
  };
  for (const path of BEFORE_A_CALL) await Promise.all(FAULTS.map((fault) => starts(path, fault)));
});

test('where no connection can be made the caller is told why, and the partner looks on', async ({
  callers,
  server,
}) => {
  const other = await callers.arrive();
  const page = await without((await callers.arrive()).context(), ['RTCPeerConnection'], 'throwing');
  const errors = uncaught(page);
  await page.goto(server.url);
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  await button(other).click();
  await expect(heading(page)).toHaveText('This browser can’t make calls');
  await expect(heading(other)).toHaveText('Looking for somebody');
  expect(errors).toEqual([]);
});

test('a browser that takes itself for offline is believed no more than the server', async ({ callers }) => {
  const page = await callers.arrive({ viewport: { width: 320, height: 568 } });
  await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { value: false }));
  await page.reload();
  await expect(page.getByText(/Your browser says that there is no network/)).toBeVisible();
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
});

test('with all cookies blocked by Chromium’s own setting every page is there', async ({ server }) => {
  const profile = await mkdtemp(join(tmpdir(), 'calln-'));
  await mkdir(join(profile, 'Default'));
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const { executablePath, args } = test.info().project.use.launchOptions ?? {};
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath !== undefined && { executablePath }),
    ...(args !== undefined && { args }),
  });
  const page = await context.newPage();
  const errors = uncaught(page);
  await page.goto(server.url);
  await expect(button(page)).toHaveText('Talk to a stranger');
  expect(
    await page.evaluate(() => {
      try {
        return sessionStorage.length;
      } catch (error) {
        return error instanceof Error && error.name;
      }
    }),
  ).toBe('SecurityError');
  await page.goto(`${server.url}/check`);
  await expect(page.getByRole('button')).toBeVisible();
  await page.goto(`${server.url}/my-data`);
  await expect(heading(page)).toBeVisible();
  expect(errors).toEqual([]);
  await context.close();
  await rm(profile, { recursive: true });
});

test('a call goes on whatever of all that follows it fails', async ({ callers, server }) => {
  const other = await callers.arrive();
  for (const fault of FAULTS)
    await test.step(fault, async () => {
      const context = (await callers.arrive()).context();
      const page = await without(context, BESIDE_A_CALL, fault);
      const errors = uncaught(page);
      await page.goto(server.url);
      await button(page).click();
      // Without a storage, what was said before is forgotten.
      await page.getByRole('button', { name: 'I am 18 or older' }).click();
      await button(other).click();
      await connected(page);
      await connected(other);
      expect(errors).toEqual([]);
      await hears(other);
      const heard = () => page.evaluate(() => document.querySelector('audio')?.currentTime ?? 0);
      const before = await heard();
      await expect.poll(heard).toBeGreaterThan(before);
      const open = page.getByRole('button', { name: 'Chat', exact: true });
      if ((await open.getAttribute('aria-expanded')) === 'false') await open.click();
      await page.getByRole('textbox', { name: 'Message' }).fill(`a line with all ${fault}`);
      await page.getByRole('textbox', { name: 'Message' }).press('Enter');
      await expect(other.getByText(`a line with all ${fault}`)).toBeVisible();
      await page.getByRole('button', { name: 'Sound', exact: true }).first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Hang up' }).click();
      await expect(heading(page)).toHaveText('You hung up');
      await expect(heading(other)).toHaveText('They hung up');
      expect(errors).toEqual([]);
    });
});
