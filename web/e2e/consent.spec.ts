import type { BrowserContext, Page } from '@playwright/test';
import { button, expect, heading, test } from './calln';

const FIREBASE = {
  'api-key': 'key',
  'app-id': '1:2:web:3',
  'project-id': 'calln-test',
  'measurement-id': 'G-T',
};
test.use({
  flags: Object.entries(FIREBASE).flatMap(([key, value]) => [`--analytics-firebase-${key}`, value]),
});

const accept = (page: Page) => page.getByRole('button', { name: 'Accept' });
const decline = (page: Page) => page.getByRole('button', { name: 'Decline' });

/** Every request to another host, each answered as Google would, so that whatever loads goes on to load. */
async function foreign(context: BrowserContext): Promise<string[]> {
  const seen: string[] = [];
  const answers: Readonly<Record<string, object>> = {
    'firebase.googleapis.com': { appId: '1:2:web:3', projectId: 'calln-test', measurementId: 'G-T' },
    'firebaseinstallations.googleapis.com': {
      fid: 'cAAAAAAAAAAAAAAAAAAAAA',
      refreshToken: 'refresh',
      authToken: { token: 'token', expiresIn: '604800s' },
    },
  };
  await context.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => {
      const { hostname } = new URL(route.request().url());
      seen.push(hostname);
      const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
      return route.fulfill({ headers, json: answers[hostname] ?? {} });
    },
  );
  return seen;
}

/** Names of the events that the page handed to Google's script. */
const events = (page: Page) =>
  page.evaluate(() =>
    ((window as unknown as { dataLayer?: ArrayLike<unknown>[] }).dataLayer ?? [])
      .filter((entry) => entry[0] === 'event')
      .map((entry) => entry[1]),
  );

test('p20 p21 nothing of Google before Accept; then four kinds of events; and no more after Decline', async ({
  callers,
}) => {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  const seen = await foreign(page.context());
  await expect(accept(page)).toBeVisible();
  const [one, two] = [await accept(page).boundingBox(), await decline(page).boundingBox()];
  expect([one?.width, one?.height]).toEqual([two?.width, two?.height]);
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(seen).toEqual([]);

  await accept(page).click();
  await expect(accept(page)).toBeHidden();
  await expect.poll(() => events(page)).toContain('page_view');
  await button(page).click();
  await button(other).click();
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Hang up' }).click();
  const told = ['page_view', 'call_start', 'call_match', 'session_length'];
  await expect.poll(() => events(page)).toEqual(told);

  await page.getByRole('button', { name: 'Privacy choice' }).click();
  await decline(page).click();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Privacy choice' })).toBeVisible();
  seen.length = 0;
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  expect(seen).toEqual([]);
  expect(await events(page)).toEqual([]);
});

test('p20 who declines is not asked again and nothing is loaded, until they change their mind', async ({
  callers,
}) => {
  const page = await callers.arrive();
  const seen = await foreign(page.context());
  await decline(page).click();
  await page.reload();
  const change = page.getByRole('button', { name: 'Privacy choice' });
  await expect(change).toBeVisible();
  await expect(accept(page)).toBeHidden();
  expect(await page.evaluate(() => Object.entries(localStorage))).toEqual([['calln.consent', 'declined']]);
  expect(seen).toEqual([]);
  await change.click();
  await accept(page).click();
  await expect.poll(() => seen).toContain('www.googletagmanager.com');
});

test('p20 Global Privacy Control is a Decline', async ({ callers }) => {
  const page = await callers.arrive();
  const seen = await foreign(page.context());
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });
    localStorage.setItem('calln.consent', 'accepted');
  });
  await page.reload();
  await expect(page.getByRole('button', { name: 'Privacy choice' })).toBeVisible();
  await expect(accept(page)).toBeHidden();
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  expect(seen).toEqual([]);
});

test('the question lies over neither the button nor the wish, and is seen without looking for it', async ({
  callers,
}) => {
  const page = await callers.arrive();
  const question = page.getByRole('region', { name: 'May we count your visit?' });
  await expect(question).toBeVisible();
  const sizes = [
    { width: 390, height: 844 },
    { width: 360, height: 640 },
    { width: 320, height: 568 },
    { width: 1024, height: 768 },
    { width: 1280, height: 800 },
  ];
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const control of [button(page), page.getByRole('button', { name: /^Meet/ })]) {
      expect(await control.evaluate(reachable), `${size.width} × ${size.height}`).toBe(true);
    }
    for (const part of [question.getByRole('heading'), accept(page), decline(page)]) {
      await expect(part).toBeInViewport({ ratio: 1 });
    }
  }
  await page.setViewportSize({ width: 320, height: 568 });
  await page.getByRole('button', { name: 'Decline' }).click();
  // Who asks for it later is led to it.
  await page.getByRole('button', { name: 'Privacy choice' }).click();
  await expect(question).toBeFocused();
  await expect(accept(page)).toBeInViewport({ ratio: 1 });
});

/** In the page: whether a press on the middle of this control, with nothing scrolled, presses it. */
function reachable(control: Element): boolean {
  const { x, y, width, height } = control.getBoundingClientRect();
  return control.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}
