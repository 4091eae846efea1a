import type { Page } from '@playwright/test';
import { button, type Callers, connected, expect, heading, hears, received, talk, test } from './calln';

/** Two callers in a call, with all that moves. */
async function pair(callers: Callers): Promise<[Page, Page]> {
  const moving = { reducedMotion: 'no-preference' } as const;
  const [one, other] = [await callers.arrive(moving), await callers.arrive(moving)];
  await talk(one, other);
  return [one, other];
}

/** Nothing more arrives on the page's last connection, because it is closed. */
const connectionClosed = (page: Page) =>
  expect.poll(() => page.evaluate(() => window.connections.at(-1)?.connectionState)).toBe('closed');

test('p01 p02 two strangers press one button and hear each other, peer to peer', async ({ callers }) => {
  const pages = await pair(callers);
  for (const page of pages) {
    await hears(page);
    const { local, remote } = await received(page);
    expect(['host', 'prflx']).toContain(local);
    expect(['host', 'prflx']).toContain(remote);
    await expect(page).toHaveTitle(/^Talking to somebody/);
  }
});

test('next leaves one stranger for another, and says so on the other side', async ({ callers }) => {
  const [one, other] = await pair(callers);
  const third = await callers.arrive();
  await one.getByRole('button', { name: 'Next' }).click();
  await expect(heading(other)).toHaveText('They moved on');
  await connectionClosed(other);
  await expect(heading(one)).toHaveText('Looking for somebody');
  await button(third).click();
  await connected(one);
  await connected(third);
  await hears(one);
  await hears(third);
});

test('a second press of next is not for the partner whom nobody has seen yet', async ({ callers }) => {
  const [one, other] = await pair(callers);
  const third = await callers.arrive();
  await button(third).click();
  await expect(heading(third)).toHaveText('Looking for somebody');
  await one.evaluate(async () => {
    const next = document.querySelector<HTMLElement>('.control-next');
    const before = window.connections.filter(({ remoteDescription }) => remoteDescription !== null).length;
    next?.click();
    const met = () =>
      window.connections.filter(({ remoteDescription }) => remoteDescription !== null).length > before;
    while (!met()) await new Promise((resolve) => setTimeout(resolve));
    next?.click();
  });
  await expect(heading(other)).toHaveText('They moved on');
  await connected(one);
  await connected(third);
  await hears(one);
});

test('hanging up ends the call on both sides at once', async ({ callers }) => {
  const [one, other] = await pair(callers);
  await one.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(one)).toHaveText('You hung up');
  await expect(heading(other)).toHaveText('They hung up', { timeout: 6_000 });
  await connectionClosed(one);
  await connectionClosed(other);
});

test('p08 of a call whose tab is closed nothing stays on the other side', async ({ callers }) => {
  const [one, other] = await pair(callers);
  await one.close();
  // Voices, keys and chat go at once, the call as soon as it is clear that the page wasn't just loaded again.
  await connectionClosed(other);
  await expect(other.getByText('They may come back in a moment')).toBeVisible();
  await expect(heading(other)).toHaveText('They are gone');
});

test('after a call, the same two can be brought together again', async ({ callers }) => {
  const [one, other] = await pair(callers);
  await one.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(other)).toHaveText('They hung up');
  const third = await callers.arrive();
  await button(one).click();
  await button(third).click();
  await connected(one);
  await hears(third);
});

test('a muted caller sends silence and goes on hearing', async ({ callers }) => {
  const [one, other] = await pair(callers);
  await hears(other);
  await one.getByRole('button', { name: 'Mute' }).click();
  await expect(one.getByRole('button', { name: 'Unmute' })).toBeVisible();
  await expect
    .poll(async () => {
      const before = await received(other);
      await expect.poll(async () => (await received(other)).packets).toBeGreaterThan(before.packets + 10);
      return (await received(other)).energy - before.energy;
    })
    .toBeLessThan(1e-6);
  await hears(one);
});

test('a call by keyboard alone', async ({ callers }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await button(other).click();
  await expect(async () => {
    await one.keyboard.press('Tab');
    await expect(button(one)).toBeFocused({ timeout: 100 });
  }).toPass();
  await one.keyboard.press('Enter');
  await connected(one);
  await expect(heading(one)).toBeFocused();
  await one.keyboard.press('m');
  await expect(one.getByRole('button', { name: 'Unmute' })).toBeVisible();
  await one.keyboard.press('m');
  await expect(one.getByRole('button', { name: 'Mute', exact: true })).toBeVisible();
  await one.keyboard.press('h');
  await expect(heading(one)).toHaveText('You hung up');
  await expect(heading(other)).toHaveText('They hung up');
});

test('a caller who stops looking is not found', async ({ callers }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await button(one).click();
  await expect(heading(one)).toHaveText('Looking for somebody');
  await one.getByRole('button', { name: 'Cancel' }).click();
  await expect(button(one)).toBeVisible();
  await button(other).click();
  await expect(other.getByText(/who fits is here yet/)).toBeVisible();
  await expect(heading(other)).toHaveText('Looking for somebody');
});

test('a screen begins at its top, wherever the one before was scrolled to', async ({ callers }) => {
  const page = await callers.arrive({ viewport: { width: 320, height: 480 } });
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(50);
  await button(page).evaluate((disc: HTMLButtonElement) => disc.click());
  await expect(heading(page)).toHaveText('Looking for somebody');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
});

test('a caller never meets themselves in another tab', async ({ callers }) => {
  const one = await callers.arrive();
  const two = await one.context().newPage();
  await two.goto(callers.server.url);
  await button(one).click();
  await expect(one.getByText(/who fits is here yet/)).toBeVisible();
  await button(two).click();
  await expect(two.getByText(/who fits is here yet/)).toBeVisible();
  await expect(heading(two)).toHaveText('Looking for somebody');
  await expect(heading(one)).toHaveText('You are searching in another tab');
});

test('a page left for too long and taken back from the browser’s memory says that the call is over', async ({
  callers,
}) => {
  const [one, other] = await pair(callers);
  await one.goto('about:blank');
  await expect(heading(other)).toHaveText('They are gone');
  await one.goBack();
  await expect(heading(one)).toHaveText('You were cut off');
  await expect(button(one)).toHaveText('Next caller');
});
