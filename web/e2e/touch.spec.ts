import type { Locator, Page } from '@playwright/test';
import { button, type Callers, connected, expect, hears, test } from './calln';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** The page’s element says that an offer was made. To be run in the page before anything else. */
function noteOffers() {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    override async setLocalDescription(description?: RTCLocalSessionDescriptionInit) {
      await super.setLocalDescription(description);
      if (this.localDescription?.type === 'offer') document.documentElement.dataset.offered = 'yes';
    }
  };
}

/** A phone whose caller has or hasn’t said yet that they are of age. */
async function phone(callers: Callers, age: 'adult' | 'unsaid'): Promise<Page> {
  const page = await callers.arrive(PHONE, age);
  await page.addInitScript(noteOffers);
  await page.reload();
  return page;
}

/** Puts a finger down, and lifts it once the page is connected to the server and has made its offer. */
async function pressUntilPrepared(page: Page, where: Locator): Promise<void> {
  const box = await where.boundingBox();
  if (box === null) throw new Error('it isn’t in view');
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  const finger = await page.context().newCDPSession(page);
  const welcomed = page
    .waitForEvent('websocket')
    .then((socket) =>
      socket.waitForEvent('framereceived', ({ payload }) => payload.toString().startsWith('42["welcome"')),
    );
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await welcomed;
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset.offered)).toBe('yes');
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** Somebody waits; the other caller meets them. */
async function meets(callers: Callers, page: Page, press: () => Promise<void>): Promise<void> {
  const other = await callers.arrive();
  await button(other).click();
  await expect(other.getByText(/who fits is here yet/)).toBeVisible();
  await press();
  for (const each of [page, other]) {
    await connected(each);
    await hears(each);
  }
}

test('a finger on the button prepares the call before it is lifted', async ({ callers }) => {
  const page = await phone(callers, 'adult');
  await meets(callers, page, () => pressUntilPrepared(page, button(page)));
});

test('p40 of who hasn’t said their age, the finger on the answer prepares it, and nothing before', async ({
  callers,
}) => {
  const page = await phone(callers, 'unsaid');
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await button(page).tap();
  const answer = page.getByRole('button', { name: 'I am 18 or older' });
  await expect(answer).toBeVisible();
  expect(sockets).toEqual([]);
  await meets(callers, page, () => pressUntilPrepared(page, answer));
});
