import type { Locator, Page } from '@playwright/test';
import { button, connected, expect, heading, test } from './calln';

/** More than there are controls on any screen. */
const ENOUGH = 40;

/** Goes on with Tab until the control has the focus, and sees that it is marked. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  const focused = () => control.evaluate((it) => it === document.activeElement);
  for (let presses = 0; presses < ENOUGH; presses += 1) {
    await page.keyboard.press('Tab');
    if (await focused()) break;
  }
  await expect(control).toBeFocused();
  expect(await control.evaluate((it) => it.matches(':focus-visible'))).toBe(true);
}

test('from the first look to the next stranger by keyboard alone', async ({ callers }) => {
  const [one, other] = [await callers.arrive({}, 'unsaid'), await callers.arrive()];
  const dialog = one.getByRole('dialog');
  const named = (name: string | RegExp) => one.getByRole('button', { name });
  await button(other).click();
  await expect(heading(other)).toHaveText('Looking for somebody');

  await tabTo(one, named(/^Meet/));
  await one.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await one.keyboard.press('Escape');
  await expect(named(/^Meet/)).toBeFocused();
  await one.keyboard.press('Shift+Tab');
  await expect(button(one)).toBeFocused();
  await one.keyboard.press('Enter');
  await tabTo(one, named('I am 18 or older'));
  await one.keyboard.press('Enter');
  await connected(one);
  await expect(heading(one)).toBeFocused();

  await tabTo(one, named(/^Safety words/));
  await one.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await one.keyboard.press('Escape');
  await expect(named(/^Safety words/)).toBeFocused();

  await one.keyboard.press('c');
  await expect(one.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await one.keyboard.type('good evening');
  await one.keyboard.press('Enter');
  await expect(one.getByText('Delivered')).toBeVisible();
  await one.keyboard.press('Escape');
  await expect(named(/Chat$/)).toBeFocused();

  await tabTo(one, named('Report'));
  await one.keyboard.press('Enter');
  await tabTo(one, named('Only keep us apart for a day'));
  await one.keyboard.press('Enter');
  await expect(heading(other)).toHaveText('They hung up');
  await tabTo(one, named('Done'));
  await one.keyboard.press('Enter');
  await expect(heading(one)).toHaveText('You two are kept apart');

  await tabTo(one, button(one));
  await one.keyboard.press('Enter');
  await expect(heading(one)).toHaveText('Looking for somebody');
  await tabTo(one, named('Cancel'));
  await one.keyboard.press('Enter');
  await expect(button(one)).toHaveText('Talk to a stranger');
});
