import { expect, type Locator, type Page } from '@playwright/test';
import { button, heading } from '../e2e/calln';
import { openNaive } from './naive';

/** How long the pointer lies on the button before it is pressed, in milliseconds: a quick hand's time. */
const AIMING = 250;

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

async function press(page: Page, target: Locator): Promise<void> {
  await target.hover();
  await page.waitForTimeout(AIMING);
  await page.mouse.down();
  await page.mouse.up();
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
