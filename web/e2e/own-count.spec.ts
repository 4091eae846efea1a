import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { button, connected, expect, heading, test } from './calln';

/** What the page tells the server of its visit, as it leaves the page. */
function told(page: Page): unknown[] {
  const events: unknown[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/visit')) events.push(request.postDataJSON());
  });
  return events;
}

test.describe('where the operator counts visits', () => {
  test.use({ flags: ['--analytics-own', 'true'] });

  test('p13 p21 visits become numbers of a day, without a cookie or anything else of the visitor', async ({
    callers,
    server,
  }) => {
    const page = await callers.arrive({}, 'adult', 'about:blank');
    const other = await callers.arrive();
    const events = told(page);
    await page.goto(server.url);
    await expect.poll(() => events).toEqual([{ name: 'page_view' }]);
    await button(page).click();
    await button(other).click();
    await connected(page);
    await connected(other);
    const counted = [page, other].map((caller) =>
      caller.waitForResponse(
        (response) => response.request().postData()?.includes('session_length') === true,
      ),
    );
    await page.getByRole('button', { name: 'Hang up' }).click();
    for (const response of await Promise.all(counted)) expect(response.status()).toBe(204);
    expect(events).toEqual([
      { name: 'page_view' },
      { name: 'call_start' },
      { name: 'call_match' },
      { name: 'session_length', bucket: 'under_1_min' },
    ]);
    expect(await page.context().cookies()).toEqual([]);
    await server.end('SIGTERM');
    const command = ['stats', '--json', '--state-directory', server.state];
    const shown = execFileSync(process.env.CALLN_BIN ?? '', command, { env: {} });
    const [day] = JSON.parse(shown.toString());
    expect(day.totals).toMatchObject({
      page_views: 2,
      call_starts: 2,
      call_matches: 2,
      sessions_under_1_min: 2,
    });
  });

  test('p20 whose browser says no is not counted', async ({ callers }) => {
    const page = await callers.arrive();
    const events = told(page);
    await page.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }),
    );
    const offers = page.waitForResponse((response) => response.url().endsWith('/api/site'));
    await page.reload();
    await offers;
    await button(page).click();
    await expect(heading(page)).toHaveText('Looking for somebody');
    expect(events).toEqual([]);
  });
});

test('p20 with the defaults nothing is counted', async ({ callers, server }) => {
  const page = await callers.arrive();
  const events = told(page);
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  expect(events).toEqual([]);
  expect((await fetch(`${server.url}/api/visit`, { method: 'POST' })).status).toBe(405);
});
