import type { Page } from '@playwright/test';
import { button, expect, heading, test } from './calln';

test.use({
  flags: ['--operator-contact', 'safety@example.org', '--ads-call', 'house', '--ads-personalised', 'true'],
});

/** Phones, upright and on their side; a laptop; and what zooming to 200 % leaves of both. */
const SIZES = [
  [320, 568],
  [360, 640],
  [375, 667],
  [390, 844],
  [844, 390],
  [932, 430],
  [1366, 657],
  [683, 328],
  [422, 195],
] as const;
/** Where the longest words have the least room. */
const SMALLEST = [
  [320, 568],
  [844, 390],
] as const;
/** Where the chat lies over the call, and what a keyboard leaves of that. */
const UNDER_THE_CHAT = [
  [320, 568],
  [390, 844],
  [320, 308],
  [844, 190],
  [422, 195],
] as const;

/**
 * The controls that can't be pressed at this moment, without scrolling: outside of the window, or under something. What follows
 * the window's size by an event has thirty frames for it.
 */
async function hidden(page: Page, controls: string, least: number): Promise<string[]> {
  return page.evaluate(
    async ([controls, least]) => {
      const look = () => {
        scrollTo(0, 0);
        const all = [...document.querySelectorAll<HTMLElement>(controls)];
        const found = all
          .map((control) => ({ control, box: control.getBoundingClientRect() }))
          .filter(({ control, box: { left, right, top, bottom } }) => {
            const inside = left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
            const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            return !inside || hit === null || !control.contains(hit);
          })
          .map(({ control, box }) => `${control.className} ${JSON.stringify(box)}`);
        // The four that are pressed without looking stand in one row.
        const tops = new Set(
          [...document.querySelectorAll('.control')].map((it) => Math.round(it.getBoundingClientRect().top)),
        );
        if (tops.size > 1) found.push('controls in several rows');
        return all.length < least ? [...found, `${all.length} controls`] : found;
      };
      let found = look();
      for (let frames = 0; found.length > 0 && frames < 30; frames += 1) {
        await new Promise(requestAnimationFrame);
        found = look();
      }
      return found;
    },
    [controls, least] as const,
  );
}

// Over a hundred views, each drawn anew.
test.describe.configure({ timeout: 240_000 });

test('in a call every control is in view, in every size, language and state', async ({ callers }) => {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  await button(other).click();
  await expect(page.getByRole('button', { name: /^Safety words/ })).toBeVisible();
  const languages = page.locator('footer select');
  const tags = await languages
    .locator('option')
    .evaluateAll((all) => all.map((one) => one.getAttribute('lang') ?? ''));
  const found: string[] = [];
  const walk = async (
    state: string,
    sizes: readonly (readonly [number, number])[],
    controls: string,
    least: number,
  ) => {
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      for (const control of await hidden(page, controls, least))
        found.push(`${state}, ${width} × ${height}: ${control}`);
    }
  };
  const close = () => page.locator('.chat-close').click();
  for (const tag of tags) {
    await page.setViewportSize({ width: 1366, height: 657 });
    await languages.selectOption(tag);
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    if (await page.locator('.chat').isVisible()) await close();
    await walk(tag, SIZES, '.controls button', 5);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator('.control-mute').click();
    await walk(`${tag}, muted`, SMALLEST, '.controls button', 5);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator('.control-chat').click();
    await walk(`${tag}, chat`, UNDER_THE_CHAT, '.call-bar button, .chat-form button, .chat-close', 6);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator('.call-bar-button').first().click();
  }
  expect(found).toEqual([]);
});
