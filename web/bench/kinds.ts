import { expect, type Locator, type Page } from '@playwright/test';
import { button, heading } from '../e2e/calln';
import { relayAlone } from '../e2e/relayed';
import { openNaive } from './naive';

/** How long the pointer lies on the button before it is pressed, in milliseconds: a quick hand's time. */
const AIMING = 250;

/** How long a finger stays on the button, in milliseconds: a short tap. */
const TOUCHING = 80;

/** A kind of page that calls, and how those who measure it use it. */
export interface Kind {
  open(page: Page, url: string): Promise<void>;
  /** Looks for a partner until all is ready for whoever comes. */
  wait(page: Page): Promise<void>;
  /** The pointer comes, and the button is pressed. */
  start(page: Page): Promise<void>;
  /** The same for going on to the next partner. */
  next(page: Page): Promise<void>;
}

export const CALLN: Kind = {
  async open(page, url) {
    countOffers(page);
    await page.goto(url);
  },
  async wait(page) {
    const before = offers.get(page);
    await button(page).click();
    await expect(heading(page)).toHaveText('Looking for somebody');
    await expect.poll(() => offers.get(page)).not.toBe(before);
  },
  start: (page) => press(page, button(page)),
  next: (page) => press(page, page.getByRole('button', { name: 'Next' })),
};

export const NAIVE: Kind = {
  open: openNaive,
  async wait(page) {
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByRole('status')).toHaveText('waiting');
  },
  start: (page) => press(page, page.getByRole('button', { name: 'Start' })),
  next: (page) => press(page, page.getByRole('button', { name: 'Next' })),
};

/** Without a wait for the pointer, as by a key: nothing can be prepared. */
export const HASTY: Kind = { ...CALLN, start: (page) => button(page).press('Enter') };

/** By a finger, which comes near nothing before it touches the button. */
export const TOUCH: Kind = { ...CALLN, start: (page) => tap(page, button(page)) };

/** Between two networks that let nothing through but the relay. */
export const RELAYED: Kind = {
  ...CALLN,
  async open(page, url) {
    if (!offers.has(page)) await page.addInitScript(relayAlone);
    await CALLN.open(page, url);
  },
};

async function press(page: Page, target: Locator): Promise<void> {
  await target.hover();
  await page.waitForTimeout(AIMING);
  await page.mouse.down();
  await page.mouse.up();
}

async function tap(page: Page, target: Locator): Promise<void> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('there is nothing to touch');
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await page.waitForTimeout(TOUCHING);
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await devtools.detach();
}

/** How many offers a page has left at the server, by themselves or with a search. */
const offers = new WeakMap<Page, number>();

function countOffers(page: Page): void {
  if (offers.has(page)) return;
  offers.set(page, 0);
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (/^42\d*\["(offer|join)".*"may_cross"/.test(payload.toString()))
        offers.set(page, (offers.get(page) ?? 0) + 1);
    }),
  );
}
