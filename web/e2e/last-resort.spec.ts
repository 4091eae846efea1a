import type { Page } from '@playwright/test';
import { button, expect, test } from './calln';

const lastResort = (page: Page) => page.locator('#last-resort');

/** Not after its eight seconds, but now. */
const waited = (page: Page) =>
  page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });

test('a page whose script never comes says so in every language, with a way on', async ({
  callers,
  server,
}) => {
  const page = await callers.arrive({ serviceWorkers: 'block' });
  await expect(lastResort(page)).toBeHidden();
  const scripts = /\/assets\/.*\.js$/;
  await page.route(scripts, (route) => route.abort());
  for (const path of ['/', '/check', '/my-data']) {
    await page.goto(server.url + path);
    await expect(lastResort(page)).toBeHidden();
    await waited(page);
    await expect(page.getByText('This page isn’t working as it should.')).toBeVisible();
    await expect(page.getByText('Diese Seite funktioniert nicht, wie sie soll.')).toBeVisible();
  }
  await page.goto(server.url);
  await waited(page);
  await page.unroute(scripts);
  await page.getByRole('link', { name: 'Load it again' }).click();
  await expect(button(page)).toBeVisible();
});

test('a page that throws before it is there, or breaks later, says so in its language', async ({
  callers,
}) => {
  const page = await callers.arrive({ locale: 'de-DE' });
  await expect(page.getByRole('button', { name: 'Mit jemandem reden' })).toBeVisible();
  await page.evaluate(() => {
    Node.prototype.cloneNode = Document.prototype.importNode = () => {
      throw new Error('nobody thought of this');
    };
  });
  await page.locator('.chooser').click();
  await expect(page.getByText('Diese Seite funktioniert nicht, wie sie soll.')).toBeVisible();
  await expect(page.getByText('This page isn’t working as it should.')).toBeHidden();
  await page.getByRole('link', { name: 'Neu laden' }).click();
  await expect(lastResort(page)).toBeHidden();

  await page.addInitScript(() => {
    document.getElementById = () => {
      throw new Error('nor of this');
    };
  });
  await page.reload();
  await expect(lastResort(page)).toBeVisible();
});

test('a script that isn’t the page’s and fails before the page is there takes nothing from it', async ({
  callers,
}) => {
  const page = await callers.arrive();
  await page.addInitScript(() => {
    // Asked for once the page's script listens for errors, and before there is anything to see.
    Object.defineProperty(Navigator.prototype, 'languages', {
      get: () => {
        reportError(new Error('of a script that the browser added'));
        return ['en'];
      },
    });
  });
  const failed = page.waitForEvent('pageerror');
  await page.reload();
  await failed;
  await expect(button(page)).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-page', 'started');
  await expect(lastResort(page)).toBeHidden();
});
