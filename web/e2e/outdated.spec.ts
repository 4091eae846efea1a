import type { BrowserContext, Page } from '@playwright/test';
import { button, type Callers, connected, expect, heading, test } from './calln';
import { presentPath, renamed } from './releases';

/** The server's next release: the page is another, and files of the present one are gone. */
async function change(context: BrowserContext): Promise<void> {
  await context.route(/\/(assets\/.*)?$/, async (route) => {
    const url = new URL(route.request().url());
    const path = presentPath(url.pathname);
    if (path === undefined) return route.fulfill({ status: 404 });
    const response = await route.fetch({ url: url.origin + path });
    const text = /^text\//.test(response.headers()['content-type'] ?? '');
    return text
      ? route.fulfill({ response, body: renamed(await response.text()) })
      : route.fulfill({ response });
  });
}

/** A page of the present release whose server has the next one; what is `gone`, the browser hadn't fetched before. */
async function overtaken(callers: Callers, gone: RegExp): Promise<Page> {
  const page = await callers.arrive({ serviceWorkers: 'block' });
  await page.route(gone, (route) => route.fulfill({ status: 404 }));
  await page.route(/\/$/, async (route) => {
    if (route.request().isNavigationRequest()) return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, body: renamed(await response.text()) });
  });
  const missed = page.waitForResponse((response) => gone.test(response.url()) && response.status() === 404);
  await page.reload();
  await missed;
  return page;
}

/** The caller follows the offer, to the next release. */
async function reload(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'wait' });
  await change(page.context());
  await page.getByRole('button', { name: 'Load it again' }).click();
  await expect(page.locator('script[src*="NEXT"]')).toHaveCount(1);
}

const said = (page: Page) => page.getByText('Calln has been updated since you opened this page.');

test('a page older than the server says so, before a call and in one, and never mixes with the newer', async ({
  callers,
}) => {
  await test.step('before a call', async () => {
    const page = await overtaken(callers, /\/match-.*\.js/);
    await button(page).click();
    await expect(heading(page)).toHaveText('Calln has been updated since you opened this page.');
    await reload(page);
    await button(page).click();
    await expect(heading(page)).toHaveText('Looking for somebody');
    await page.close();
  });

  await test.step('in a call without its controls, which goes on in the newer page', async () => {
    const [page, other] = [await overtaken(callers, /\/in-call-.*\.js/), await callers.arrive()];
    await expect(said(page)).toBeVisible();
    await button(page).click();
    await button(other).click();
    await expect(other.getByText('connected', { exact: true })).toBeVisible();
    await reload(page);
    await connected(page);
    await connected(other);
    await page.getByRole('button', { name: 'Hang up' }).click();
    await expect(heading(other)).toHaveText('They hung up');
    await page.close();
    await other.close();
  });

  await test.step('at the end of a call that has its controls', async () => {
    const [page, other] = [await overtaken(callers, /\/sheets-.*\.js/), await callers.arrive()];
    await expect(said(page)).toBeVisible();
    await button(page).click();
    await button(other).click();
    await connected(page);
    await expect(said(page)).toBeHidden();
    await page.getByRole('button', { name: 'Hang up' }).click();
    await expect(said(page)).toBeVisible();
  });
});

test('code that failed to load is fetched under a fresh address', async ({ callers }) => {
  const page = await callers.arrive({ serviceWorkers: 'block' });
  // As Firefox does, which remembers the failure.
  await page.route(/\/sheets-[^?]*\.js$/, (route) => route.abort());
  await page.reload();
  await page.getByRole('button', { name: /^Meet/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(said(page)).toBeHidden();
});

test('code whose style failed to load comes with its style all the same', async ({ callers }) => {
  const page = await callers.arrive({ serviceWorkers: 'block' });
  const style = /\/sheets-[^?]*\.css$/;
  await page.route(style, (route) => route.abort(), { times: 1 });
  const failed = page.waitForEvent('requestfailed', (request) => style.test(request.url()));
  await page.reload();
  await page.getByRole('button', { name: /^Meet/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await failed;
  const rules = () =>
    page.evaluate(
      () => [...document.styleSheets].find(({ href }) => href?.includes('/sheets-'))?.cssRules.length ?? 0,
    );
  await expect.poll(rules).toBeGreaterThan(0);
});
