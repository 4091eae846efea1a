import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from '@playwright/test';
import { button, connected, expect, heading, test } from './calln';
import { presentPath, renamed } from './releases';

/** The page's files are kept, and the page is one that they are kept for. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** The paths of everything in any cache. */
const cached = (page: Page) =>
  page.evaluate(async () => {
    const caught = await Promise.all(
      (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
    );
    return caught.flat().map(({ url }) => new URL(url).pathname);
  });

const entry = (page: Page) => page.locator('script[src^="/assets/index-"]').getAttribute('src');

test('the page can be installed', async ({ callers }) => {
  const page = await callers.arrive();
  const devtools = await page.context().newCDPSession(page);
  expect((await devtools.send('Page.getAppManifest')).errors).toEqual([]);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // Each test has a window that forgets.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});

test('without a network the page starts and says so, and its button tells what the server says', async ({
  callers,
}) => {
  const page = await callers.arrive();
  await settled(page);
  await page.context().setOffline(true);
  await page.reload();
  await expect(page.getByText(/Your browser says that there is no network/)).toBeVisible();
  await button(page).click();
  await expect(heading(page)).toHaveText('Calln can’t be reached');
  await page.context().setOffline(false);
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
});

test('p08 after a whole call nothing is kept but the page’s own files', async ({ callers }) => {
  const page = await callers.arrive();
  const other = await callers.arrive();
  await settled(page);
  await button(page).click();
  await button(other).click();
  await connected(page);
  await page.getByRole('textbox', { name: 'Message' }).fill('a line');
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  await expect(page.getByText('Delivered')).toBeVisible();
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(page)).toHaveText('You hung up');
  const paths = await cached(page);
  expect(paths).toContain('/');
  expect(paths.filter((path) => !/^\/(assets\/[^/]+\.(js|css|woff2))?$/.test(path))).toEqual([]);
});

test('a new release is there with the next start, and nothing of the old one stays', async ({
  browser,
  server,
}) => {
  const releases = await twoReleases(server.url);
  const context: BrowserContext = await browser.newContext();
  const page = await context.newPage();
  await page.goto(releases.url);
  await settled(page);
  const old = await entry(page);
  releases.next();
  await page.reload();
  await expect(button(page)).toBeVisible();
  expect(await entry(page)).not.toBe(old);
  await page.close();

  const again = await context.newPage();
  await again.goto(releases.url);
  await again.evaluate(() => navigator.serviceWorker.getRegistration().then((worker) => worker?.update()));
  await expect.poll(() => cached(again)).toContain(await entry(again));
  await again.close();
  const last = await context.newPage();
  await last.goto(releases.url);
  await expect.poll(() => cached(last)).not.toContain(old);
  releases.stop();
  await last.reload();
  await expect(button(last)).toBeVisible();
  expect(await entry(last)).not.toBe(old);
  await context.close();
});

/** A server's page, and at a word the same page as its next release would have it: under other names. */
async function twoReleases(url: string) {
  let next = false;
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const asked = next ? presentPath(path) : path;
    const answer = asked === undefined ? new Response(null, { status: 404 }) : await fetch(url + asked);
    const type = answer.headers.get('content-type') ?? '';
    const body = Buffer.from(await answer.arrayBuffer());
    const text = /^text\/(html|javascript)/.test(type);
    response.writeHead(answer.status, { 'content-type': type, 'cache-control': 'no-cache' });
    response.end(next && text ? renamed(body.toString()).replace('"release":"', '"release":"next ') : body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    next: () => {
      next = true;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
