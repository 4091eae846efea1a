import type { Page, WebSocketRoute } from '@playwright/test';
import { button, connected, expect, heading, test } from './calln';

/**
 * A relay that isn't honest: what the server sends to this page goes through `tamper` first. An attachment is a message
 * of its own, as it travels.
 */
async function between(
  page: Page,
  url: string,
  tamper: (message: string | Buffer, pass: (message: string | Buffer) => void) => void,
): Promise<void> {
  await page.routeWebSocket(/socket\.io/, (route: WebSocketRoute) => {
    const server = route.connectToServer();
    server.onMessage((message) => tamper(message, (passed) => route.send(passed)));
  });
  await page.goto(url);
}

const words = (page: Page) => page.getByRole('button', { name: /^Safety words/ });
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const DESKTOP = { viewport: { width: 1280, height: 800 } };

async function meet(waiter: Page, newcomer: Page): Promise<void> {
  await button(waiter).click();
  await expect(heading(waiter)).toHaveText('Looking for somebody');
  await button(newcomer).click();
}

const caught = (page: Page) => expect(heading(page)).toHaveText('Somebody may be in the middle');

test('p07 a key put in place of the waiter’s ends the call, for it isn’t what was committed to', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(DESKTOP), await callers.arrive(DESKTOP)];
  await between(other, callers.server.url, (message, pass) => {
    const put = (text: string) =>
      text.replace(/"keys":"./, (field) => (field.endsWith('A') ? '"keys":"B' : '"keys":"A'));
    pass(typeof message === 'string' && message.includes('"reveal"') ? put(message) : message);
  });
  await meet(one, other);
  await caught(other);
  await expect(heading(one)).toHaveText('They hung up');
});

test('p02 voice that is split in the middle ends the call, though the keys pass untouched', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(DESKTOP), await callers.arrive(DESKTOP)];
  // Whoever splits voices lets both connect, to itself. Here nothing connects, so that the keys are what is tried.
  for (const page of [one, other])
    await page.addInitScript(() => {
      RTCPeerConnection.prototype.addIceCandidate = () => Promise.resolve();
    });
  await one.reload();
  // The newcomer's browser is told another certificate than the waiter's.
  await between(other, callers.server.url, (message, pass) => {
    const put = (text: string) => text.replace(/(a=fingerprint:sha-256 )../g, (_, line) => `${line}00`);
    pass(typeof message === 'string' && message.includes('"offer"') ? put(message) : message);
  });
  await meet(one, other);
  await caught(other);
});

test('p07 who takes another certificate’s side when another way is sought ends the call', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(DESKTOP), await callers.arrive(DESKTOP)];
  let tamper = false;
  await between(other, callers.server.url, (message, pass) => {
    const put = (text: string) => text.replace(/(a=fingerprint:sha-256 )../g, (_, line) => `${line}00`);
    pass(tamper && typeof message === 'string' ? put(message) : message);
  });
  await meet(one, other);
  await expect(words(other)).toBeVisible();
  await connected(other);
  // Honest, another way is found, and the exchange stands.
  const way = () =>
    other.evaluate(() => window.connections.at(-1)?.remoteDescription?.sdp.match(/a=ice-ufrag:.*/)?.[0]);
  const first = await way();
  await one.evaluate(() => window.connections.at(-1)?.restartIce());
  await expect.poll(way).not.toBe(first);
  await expect(words(other)).toBeVisible();

  tamper = true;
  await one.evaluate(() => window.connections.at(-1)?.restartIce());
  await caught(other);
  await expect(heading(one)).toHaveText('They hung up');
});

test('a frame that comes twice or out of order is not shown twice, and one that was changed ends the call', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(DESKTOP), await callers.arrive(DESKTOP)];
  let how: 'twice' | 'changed' = 'twice';
  let head = '';
  await between(other, callers.server.url, (message, pass) => {
    if (typeof message === 'string') {
      head = message;
      pass(message);
      return;
    }
    if (how === 'changed') message[20] = (message[20] ?? 0) ^ 1;
    pass(message);
    if (how === 'twice') {
      pass(head);
      pass(message);
    }
  });
  await meet(one, other);
  await expect(words(one)).toBeVisible();
  for (const text of ['one', 'two']) {
    await field(one).fill(text);
    await field(one).press('Enter');
  }
  await expect(other.getByRole('log').getByRole('listitem')).toHaveText(['They: one', 'They: two']);
  how = 'changed';
  await field(one).fill('three');
  await field(one).press('Enter');
  await caught(other);
});
