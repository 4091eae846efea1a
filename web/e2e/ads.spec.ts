import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { button, expect, heading, test } from './calln';

const HOSTILE = join(import.meta.dirname, 'hostile-ad.html');
test.use({
  flags: [
    ...['start', 'waiting', 'ended', 'call'].flatMap((slot) => [`--ads-${slot}`, HOSTILE]),
    ...['--ads-hosts', 'https://ads.example.net', '--ads-personalised', 'true'],
  ],
});

/** What advertisements told their own host. */
async function shown(page: Page): Promise<string[]> {
  const told: string[] = [];
  await page.context().route('https://ads.example.net/**', (route) => {
    const { pathname, search } = new URL(route.request().url());
    told.push(pathname + search);
    return route.fulfill({ body: '' });
  });
  await page.reload();
  await expect.poll(() => frames(page)).toEqual(['/ad/start']);
  return told;
}

const frames = (page: Page) =>
  page
    .frames()
    .slice(1)
    .map((frame) => URL.parse(frame.url())?.pathname);

test('p22 an advertisement reaches neither page, storage, cookie, server, microphone nor address bar', async ({
  callers,
}) => {
  const page = await callers.arrive();
  const told = await shown(page);
  await expect.poll(() => frames(page)).toEqual(['/ad/start']);
  await expect.poll(() => told).toEqual(['/shown/ad/start?personal=no']);
  const outcomes = await page
    .frames()[1]
    ?.evaluate(() => (window as unknown as { outcomes: Promise<string[]> }).outcomes);
  const tries = [
    'page',
    'storage',
    'session',
    'cookie',
    'opener',
    'api',
    'socket',
    'microphone',
    'navigation',
  ];
  expect(outcomes).toEqual(tries.map((attempt) => `${attempt} failed`));
  expect(page.url()).toBe(`${callers.server.url}/`);
});

test('p23 in a call no advertisement that could sound is in the page, and the one beside it runs no script', async ({
  callers,
}) => {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  const told = await shown(page);
  await button(page).click();
  await expect.poll(() => frames(page)).toEqual(['/ad/waiting']);
  await expect.poll(() => told.at(-1)).toBe('/shown/ad/waiting?personal=no');
  await button(other).click();
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  await expect.poll(() => frames(page)).toEqual(['/ad/call']);
  await expect(page.frameLocator('iframe').getByText('Buy!')).toBeVisible();
  expect(told.filter((told) => told.includes('/ad/call'))).toEqual([]);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(page)).toHaveText('You hung up');
  await expect.poll(() => frames(page)).toEqual(['/ad/ended']);
});

test('p24 an advertisement is told of consent only after Accept', async ({ callers }) => {
  const page = await callers.arrive();
  const told = await shown(page);
  await expect.poll(() => told).toEqual(['/shown/ad/start?personal=no']);
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect.poll(() => told.at(-1)).toBe('/shown/ad/start?personal=yes');
  await page.getByRole('button', { name: 'Privacy choice' }).click();
  await page.getByRole('button', { name: 'Decline' }).click();
  await expect.poll(() => told.at(-1)).toBe('/shown/ad/start?personal=no');
});

test('neither advertising nor the question for consent moves what can be pressed', async ({ callers }) => {
  for (const viewport of [
    { width: 390, height: 844 },
    { width: 1280, height: 800 },
  ]) {
    const page = await callers.arrive({ viewport }, 'adult', 'about:blank');
    let release = () => {};
    const offered = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/site', async (route) => {
      await offered;
      await route.continue();
    });
    await page.goto(callers.server.url);
    await page.evaluate(() => document.fonts.ready);
    const places = () =>
      Promise.all([button(page), page.getByRole('button', { name: /^Meet/ })].map((it) => it.boundingBox()));
    await expect(page.getByText(/here (just )?now/)).toBeVisible();
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
    const before = await places();
    release();
    await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
    await expect.poll(() => frames(page)).toEqual(['/ad/start']);
    expect(await places()).toEqual(before);
  }
});
