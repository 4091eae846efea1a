import type { Page } from '@playwright/test';
import { button, type Callers, connected, expect, heading, hears, test } from './calln';
import { countOffers, setUp } from './crossing';

/** A caller on the start page, and what they say to set up a call. */
async function arrive(callers: Callers): Promise<[Page, string[]]> {
  const page = await callers.arrive();
  await page.addInitScript(countOffers);
  const said = setUp(page);
  await page.reload();
  return [page, said];
}

const offers = (page: Page) => expect.poll(() => page.evaluate(() => window.offers));

/** One whose offer is at the server, for whoever comes. */
async function wait(page: Page, said: readonly string[]): Promise<void> {
  const before = said.length;
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  await expect.poll(() => said.length).toBeGreaterThan(before);
}

test('p01 p02 where both have an offer ready, nothing more is said before they hear each other', async ({
  callers,
}) => {
  const [[waiter, waiters], [newcomer, newcomers]] = [await arrive(callers), await arrive(callers)];
  await wait(waiter, waiters);
  await button(newcomer).hover();
  await offers(newcomer).toBe(1);
  await button(newcomer).click();
  for (const page of [waiter, newcomer]) {
    await connected(page);
    await hears(page);
  }
  expect(newcomers).toEqual(['join with an offer']);
  expect([...waiters, ...newcomers]).not.toContain('offer');
  expect([...waiters, ...newcomers]).not.toContain('answer');

  // The partner after this one, who waits, is met in the same way; and leaves who was left nothing to say.
  const [third, thirds] = await arrive(callers);
  await wait(third, thirds);
  await offers(newcomer).toBe(2);
  await newcomer.getByRole('button', { name: 'Next' }).click();
  for (const page of [newcomer, third]) {
    await connected(page);
    await hears(page);
  }
  expect(newcomers).toEqual(['join with an offer', 'next with an offer']);
  expect(thirds).not.toContain('offer');
});

test('both can seek another way at once after their offers crossed', async ({ callers }) => {
  const [[waiter, waiters], [newcomer]] = [await arrive(callers), await arrive(callers)];
  await wait(waiter, waiters);
  await button(newcomer).hover();
  await offers(newcomer).toBe(1);
  await button(newcomer).click();
  const way = (page: Page) =>
    page.evaluate(() => /a=ice-ufrag:.*/.exec(window.connections.at(-1)?.localDescription?.sdp ?? '')?.[0]);
  for (const page of [waiter, newcomer]) await hears(page);
  const before = [await way(waiter), await way(newcomer)];

  const pages = [waiter, newcomer];
  await Promise.all(pages.map((page) => page.evaluate(() => window.connections.at(-1)?.restartIce())));
  for (const [index, page] of pages.entries()) {
    await expect.poll(() => way(page)).not.toBe(before[index]);
    await expect.poll(() => page.evaluate(() => window.connections.at(-1)?.signalingState)).toBe('stable');
    await hears(page);
    expect(await page.evaluate(() => window.connections.length)).toBe(1);
  }
});

test('p14 each partner is shown a certificate that no other has seen', async ({ callers }) => {
  const [[waiter, waiters], [newcomer]] = [await arrive(callers), await arrive(callers)];
  await wait(waiter, waiters);
  await button(newcomer).click();
  await connected(newcomer);
  await offers(newcomer).toBeGreaterThan(0);
  const [third, thirds] = await arrive(callers);
  await wait(third, thirds);
  await newcomer.getByRole('button', { name: 'Next' }).click();
  await hears(third);
  const shown = await newcomer.evaluate(() =>
    window.connections.map(
      ({ localDescription }) => /a=fingerprint:.*/.exec(localDescription?.sdp ?? '')?.[0],
    ),
  );
  expect(shown).toHaveLength(2);
  expect(new Set(shown).size).toBe(2);
});

test('who waits on another network leaves an offer that names it, and is found by that', async ({
  callers,
}) => {
  const [[waiter, waiters], [newcomer]] = [await arrive(callers), await arrive(callers)];
  await wait(waiter, waiters);
  const made = await waiter.evaluate(() => window.offers);
  const said = waiters.length;
  await waiter.evaluate(() => window.dispatchEvent(new Event('online')));
  await offers(waiter).toBe(made + 1);
  await expect.poll(() => waiters.length).toBeGreaterThan(said);
  await button(newcomer).click();
  for (const page of [waiter, newcomer]) await hears(page);
});
