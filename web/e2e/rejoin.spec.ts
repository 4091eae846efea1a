import type { Page } from '@playwright/test';
import {
  button,
  type Callers,
  connected,
  established,
  expect,
  heading,
  hears,
  hearsNothing,
  talk,
  test,
} from './calln';
import { calls } from './told-calls';

const WIDE = { viewport: { width: 1280, height: 800 } };
const NEW_WORDS = 'Its safety words are new, too';

const words = (page: Page) => page.getByRole('button', { name: /^Safety words/ });
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const lines = (page: Page) => page.getByRole('log').getByRole('listitem');
const hangUp = (page: Page) => page.getByRole('button', { name: 'Hang up' });

/** Two callers in a call who have agreed on keys. */
async function pair(callers: Callers): Promise<[Page, Page]> {
  const [one, other] = [await callers.arrive(WIDE), await callers.arrive(WIDE)];
  await talk(one, other);
  await established(one);
  for (const page of [one, other]) await expect(words(page)).toBeVisible();
  return [one, other];
}

async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
}

/** The seconds that the page shows of the call. */
async function seconds(page: Page): Promise<number> {
  const [minutes = 0, rest = 0] = (await page.locator('.timer').textContent())?.split(':').map(Number) ?? [];
  return minutes * 60 + rest;
}

/** As if the page had crashed: it can't say anything when it goes. To be run in the page. */
const goesWithoutAWord = () =>
  window.addEventListener('pagehide', (event) => event.stopImmediatePropagation(), { capture: true });

/** Both hear each other and have the same words, which are other ones than `before`; and what they write arrives. */
async function goesOn([one, other]: [Page, Page], before: string | null): Promise<void> {
  for (const page of [one, other]) {
    await connected(page);
    await hears(page);
    await expect(page.getByText(NEW_WORDS)).toBeVisible();
  }
  const now = await words(one).getAttribute('aria-label');
  expect(now).not.toBe(before);
  await expect(words(other)).toHaveAttribute('aria-label', now ?? '');
  await write(one, 'Hello again');
  await expect(lines(other).last()).toHaveText('They: Hello again');
  await write(other, 'Welcome back');
  await expect(lines(one).last()).toHaveText('They: Welcome back');
  await expect(one.getByText('Delivered')).toBeVisible();
}

for (const who of ['waiter', 'newcomer'] as const) {
  test(`a ${who} who reloads the page is back in the same call, and both hear each other`, async ({
    callers,
  }) => {
    const [waiter, newcomer] = await pair(callers);
    const [one, other] = who === 'waiter' ? [waiter, newcomer] : [newcomer, waiter];
    const told = calls(one);
    await write(other, 'Before');
    await expect(lines(one).last()).toHaveText('They: Before');
    await expect.poll(() => seconds(one)).toBeGreaterThan(2);
    const before = await words(one).getAttribute('aria-label');
    const passed = await seconds(one);
    await one.reload();
    await goesOn([one, other], before);
    expect(await seconds(one)).toBeGreaterThan(passed);
    expect(await seconds(other)).toBeGreaterThan(passed);
    // Nothing that was said before has been kept.
    await expect(lines(one)).toHaveCount(2);
    expect(told.resumed).toHaveLength(1);
    expect(told.matched).toEqual([]);
    await hangUp(one).click();
    await expect(heading(other)).toHaveText('They hung up', { timeout: 6_000 });
    expect(await one.evaluate(() => sessionStorage.getItem('calln.call'))).toBeNull();
  });
}

test('both reload, one of them twice, and go on', async ({ callers }) => {
  const [one, other] = await pair(callers);
  const before = await words(one).getAttribute('aria-label');
  await Promise.all([one.reload(), other.reload()]);
  await one.reload();
  await goesOn([one, other], before);
});

test('after a crash the page comes back, and whoever was muted still is', async ({ callers }) => {
  const [one, other] = await pair(callers);
  const before = await words(one).getAttribute('aria-label');
  await one.evaluate(goesWithoutAWord);
  await one.getByRole('button', { name: 'Mute' }).click();
  await one.reload();
  await connected(one);
  await connected(other);
  await hears(one);
  await hearsNothing(other);
  await expect(other.getByText('They are muted.')).toBeVisible();
  await one.getByRole('button', { name: 'Unmute' }).click();
  await goesOn([one, other], before);
});

test('p02 whoever hides their address goes on hiding it after a reload', async ({ callers }) => {
  const [one, other] = [await callers.arrive(WIDE), await callers.arrive(WIDE)];
  await one.getByLabel('Hide my IP from the other caller').check();
  await talk(one, other);
  await established(one);
  await one.reload();
  for (const page of [one, other]) {
    await expect(page.getByText(NEW_WORDS)).toBeVisible();
    await hears(page);
    const policy = await page.evaluate(
      () => window.connections.at(-1)?.getConfiguration().iceTransportPolicy,
    );
    expect(policy).toBe('relay');
  }
});

test('a copy of the tab takes nobody out of the call', async ({ callers }) => {
  const [one, other] = await pair(callers);
  const kept = await one.evaluate(() => sessionStorage.getItem('calln.call') ?? '');
  const copy = await one.context().newPage();
  await copy.addInitScript((call) => sessionStorage.setItem('calln.call', call), kept);
  await copy.goto(callers.server.url);
  await expect(button(copy)).toHaveText('Talk to a stranger');
  await hears(one);
  await hears(other);
});

test('a partner whose page is too old to begin anew keeps its own, and is told of the end', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(WIDE), await callers.arrive(WIDE, 'adult', 'about:blank')];
  await other.routeWebSocket(/socket\.io/, (socket) => {
    const upstream = socket.connectToServer();
    upstream.onMessage((message) => {
      if (!/"(anew|leaving)":/.test(message.toString())) socket.send(message);
    });
  });
  await other.goto(callers.server.url);
  await talk(one, other);
  await established(one);
  await one.reload();
  await expect(heading(one)).toHaveText('You were cut off', { timeout: 30_000 });
  await expect(heading(other)).toHaveText('They hung up');
});

test('before a call is left the browser asks, links open beside it, and neither back nor the page’s name ends it', async ({
  callers,
}) => {
  const [one, other] = await pair(callers);
  const beside = one.context().waitForEvent('page');
  await one.getByRole('link', { name: 'Privacy' }).click();
  await expect(heading(await beside)).toHaveText('Privacy policy');

  const asked = one.waitForEvent('dialog');
  const leaving = one.goto('about:blank').catch(() => undefined);
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await leaving;
  await connected(one);

  await one.goBack();
  const question = one.getByRole('dialog', { name: 'Leave the call?' });
  await question.getByRole('button', { name: 'Stay in the call' }).click();
  await expect(question).toBeHidden();
  await hears(other);
  await one.getByRole('button', { name: 'Calln, back to the start' }).click();
  await question.getByRole('button', { name: 'Stay in the call' }).click();
  await hears(other);
  await one.goBack();
  await question.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(one)).toHaveText('You hung up');
  await expect(heading(other)).toHaveText('They hung up');
});
