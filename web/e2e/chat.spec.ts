import type { Page } from '@playwright/test';
import { button, type Callers, connected, established, expect, heading, hears, test } from './calln';
import { Middlebox } from './middlebox';

const DESKTOP = { viewport: { width: 1280, height: 800 } };

/** Two callers in a call who have agreed on keys. */
async function pair(callers: Callers, ...options: Parameters<Callers['arrive']>): Promise<[Page, Page]> {
  const [one, other] = [await callers.arrive(...options), await callers.arrive(...options)];
  await button(one).click();
  await expect(heading(one)).toHaveText('Looking for somebody');
  await button(other).click();
  for (const page of [one, other]) await expect(words(page)).toBeVisible();
  return [one, other];
}

const words = (page: Page) => page.getByRole('button', { name: /^Safety words/ });
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const lines = (page: Page) => page.getByRole('log').getByRole('listitem');

async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
}

test('p07 both see the same four words, and hear what they prove', async ({ callers }) => {
  const [one, other] = await pair(callers, DESKTOP);
  const label = (await words(one).getAttribute('aria-label')) ?? '';
  expect(label).toMatch(/^Safety words: ([a-z ]+, ){3}[a-z ]+\./);
  await expect(words(other)).toHaveAttribute('aria-label', label);
  await words(one).click();
  const sheet = one.getByRole('dialog');
  await expect(sheet.getByRole('listitem')).toHaveCount(4);
  await expect(sheet).toContainText('Nothing is proven if you don’t compare');
  await sheet.getByRole('button', { name: 'Done' }).click();
  await expect(sheet).toBeHidden();
});

test('p05 chat goes both ways, in order, marked when it has arrived, and is gone with the call', async ({
  callers,
}) => {
  const [one, other] = await pair(callers, DESKTOP);
  await field(other).pressSequentially('…');
  await expect(one.getByText('They are writing…')).toBeVisible();
  await field(other).fill('');
  for (let n = 0; n < 30; n += 1) await write(one, `line ${n}`);
  await expect(lines(other)).toHaveText(Array.from({ length: 30 }, (_, n) => `They: line ${n}`));
  await write(other, 'שלום 👋🏽 https://example.org/a and javascript:alert(1)');
  await expect(lines(one)).toHaveCount(31);
  await expect(one.getByText('Delivered')).toHaveCount(30);

  // A link opens in two steps, and is no preview.
  const last = lines(one).last();
  await expect(last.getByRole('link')).toBeHidden();
  await last.getByText('https://example.org/a').click();
  await expect(last.getByRole('link')).toHaveAttribute('rel', /noopener noreferrer/);
  await expect(last.getByRole('link')).toHaveText('Open example.org in a new tab');
  await expect(last.locator('.bubble')).toHaveAttribute('dir', 'auto');

  // Nothing that is empty or too long goes out.
  await field(one).fill('x'.repeat(2_001));
  await expect(one.getByText('1 character too many')).toBeVisible();
  await expect(one.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();

  await one.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(other)).toHaveText('They hung up');
  for (const page of [one, other]) expect(await page.content()).not.toContain('line 29');
});

test('p05 lines of both sides come once and in order though the way to the server breaks among them', async ({
  callers,
  server,
}) => {
  // Slow enough that there is always something on its way.
  const middlebox = await Middlebox.start(() => server.port, 30);
  const [one, other] = await pair(callers, DESKTOP, 'adult', middlebox.url);
  await established(one);
  const said = (from: string) => Array.from({ length: 9 }, (_, n) => `${from} ${n}`);
  const speak = async (page: Page, from: string) => {
    for (const line of said(from)) await write(page, line);
  };
  const breakTwice = async () => {
    await expect(lines(other).filter({ hasText: 'one 2' })).toBeVisible();
    middlebox.cut();
    await expect(lines(other).filter({ hasText: 'one 5' })).toBeVisible();
    middlebox.open = false;
    middlebox.cut();
    await expect(one.getByText('Reconnecting to Calln')).toBeVisible();
    middlebox.open = true;
  };
  await Promise.all([speak(one, 'one'), speak(other, 'other'), breakTwice()]);
  for (const [page, from] of [
    [one, 'other'],
    [other, 'one'],
  ] as const) {
    await expect(lines(page).filter({ hasText: /^They:/ })).toHaveText(
      said(from).map((line) => `They: ${line}`),
    );
    await expect(page.getByText('Delivered')).toHaveCount(9);
  }
  await middlebox.stop();
});

test('on a phone the chat is a sheet that says what is unread, and keys can be waited for', async ({
  callers,
}) => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const [one, other] = await pair(callers, phone);
  const chat = one.getByRole('button', { name: /Chat$/ });
  await expect(field(one)).toBeHidden();
  await other.getByRole('button', { name: /Chat$/ }).click();
  await write(other, 'hello');
  await expect(chat).toHaveText(/1 unread/);
  await expect(one.getByText('One new message')).toBeAttached();
  await chat.click();
  await expect(lines(one)).toHaveText(['They: hello']);
  await expect(field(one)).toBeFocused();
  const panel = await one.getByRole('region', { name: 'Chat' }).boundingBox();
  expect(panel?.width).toBeCloseTo(390);
  expect(panel?.height).toBeCloseTo(844);
  await one.getByRole('button', { name: 'Close the chat' }).click();
  await expect(chat).not.toHaveText(/unread/);
});

test('on a phone the newest line and the field stay in view over an open keyboard', async ({ callers }) => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const [one, other] = await pair(callers, phone);
  for (const page of [one, other]) await page.getByRole('button', { name: /Chat$/ }).click();
  for (let n = 0; n < 12; n += 1) await write(other, `line ${n}\nof two`);
  await expect(lines(one)).toHaveCount(12);
  await expect(lines(one).last()).toBeInViewport({ ratio: 1 });

  // The keyboard takes its half, and what is written may be one long word.
  await one.setViewportSize({ width: 390, height: 420 });
  await expect(lines(one).last()).toBeInViewport({ ratio: 1 });
  await field(one).fill('x'.repeat(1_900));
  await expect(one.getByRole('button', { name: 'Send', exact: true })).toBeInViewport({ ratio: 1 });
  await expect(lines(one).last()).toBeInViewport({ ratio: 1 });

  // Whoever reads what was said before is left in peace.
  await lines(one).first().scrollIntoViewIfNeeded();
  await write(other, 'the newest');
  await expect(lines(one)).toHaveCount(13);
  await expect(lines(one).first()).toBeInViewport();
  await field(one).fill('an answer');
  await field(one).press('Enter');
  await expect(lines(one).last()).toBeInViewport({ ratio: 1 });
});

test('a line that comes while the view still moves to the one before it is followed too', async ({
  callers,
}) => {
  const [one, other] = await pair(callers, DESKTOP);
  await one.getByRole('log').evaluate((log) => {
    // As much as some lines, after the move and before the page is told of it.
    const grow = () => log.querySelector('ol')?.style.setProperty('padding-bottom', '20rem');
    log.addEventListener('scroll', grow, { once: true, capture: true });
  });
  for (let n = 0; n < 12; n += 1) await write(other, `line ${n}\nof two`);
  await expect(lines(one)).toHaveCount(12);
  await expect
    .poll(() => one.getByRole('log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight))
    .toBeLessThan(2);
});

test('p07 a line that was written before there are keys waits for them', async ({ callers }) => {
  const [one, other] = [await callers.arrive(DESKTOP), await callers.arrive(DESKTOP)];
  // This side's arithmetic takes until the test lets it go on.
  await one.evaluate(() => {
    const digest = crypto.subtle.digest.bind(crypto.subtle);
    const go = new Promise<void>((resolve) => addEventListener('go', () => resolve(), { once: true }));
    crypto.subtle.digest = async (...input) => {
      await go;
      return digest(...input);
    };
  });
  await button(one).click();
  await expect(heading(one)).toHaveText('Looking for somebody');
  await button(other).click();
  await write(one, 'early');
  await expect(one.getByText('Sending…')).toBeVisible();
  await expect(one.getByText('Safety words follow in a moment')).toBeVisible();
  await one.evaluate(() => dispatchEvent(new Event('go')));
  await expect(lines(other)).toHaveText(['They: early']);
  await expect(one.getByText('Delivered')).toBeVisible();
});

test('p05 p08 the next call begins with an empty chat', async ({ callers }) => {
  const [one, other] = await pair(callers, DESKTOP);
  await write(other, 'for you alone');
  await expect(lines(one)).toHaveText(['They: for you alone']);
  const third = await callers.arrive(DESKTOP);
  await one.getByRole('button', { name: 'Next' }).click();
  await button(third).click();
  await expect(words(one)).toBeVisible();
  await expect(lines(one)).toHaveCount(0);
  await write(third, 'hello');
  await expect(lines(one)).toHaveText(['They: hello']);
});

test('a call waits for its own code, and for nothing else that comes after the start screen', async ({
  callers,
}) => {
  const other = await callers.arrive(DESKTOP);
  const one = await callers.arrive(DESKTOP, 'adult', 'about:blank');
  let release = () => {};
  const late = new Promise<void>((resolve) => {
    release = resolve;
  });
  // The start screen has its script and style, and what a match needs; all else that is asked for after it stays away.
  await one.route(/\/assets\/(?!first|index|match).*\.(js|css)$/, async (route) => {
    await late;
    await route.continue();
  });
  await one.goto(callers.server.url);
  await button(one).click();
  await button(other).click();
  await connected(other);
  await hears(one);
  await write(other, 'early');
  release();
  await connected(one);
  await expect(words(one)).toBeVisible();
  await expect(lines(one)).toHaveText(['They: early']);
});

test('p07 the partner reads who is muted, and the server doesn’t', async ({ callers }) => {
  const [one, other] = await pair(callers, DESKTOP);
  const wire: string[] = [];
  one.on('websocket', (socket) => socket.on('framesent', ({ payload }) => wire.push(payload.toString())));
  await one.getByRole('button', { name: 'Mute' }).click();
  await expect(other.getByText('They are muted.')).toBeVisible();
  await expect(one.getByText('They are muted.')).toBeHidden();
  await one.getByRole('button', { name: 'Unmute' }).click();
  await expect(other.getByText('They are muted.')).toBeHidden();
  expect(wire.join()).not.toMatch(/mute/);
  // Pauses of who holds a key to talk aren't told.
  await one.getByRole('button', { name: 'Sound', exact: true }).click();
  await one.getByRole('switch', { name: 'Hold to talk' }).click();
  await one.keyboard.press('Escape');
  await expect(one.getByRole('button', { name: 'Hold to talk' })).toBeVisible();
  await write(one, 'told after that');
  await expect(lines(other)).toHaveText('They: told after that');
  await expect(other.getByText('They are muted.')).toBeHidden();
});
