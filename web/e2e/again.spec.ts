import type { Page } from '@playwright/test';
import { button, expect, heading, test } from './calln';

const connected = (page: Page) => expect(page.getByText('connected', { exact: true })).toBeVisible();
const again = (page: Page) => page.getByRole('button', { name: 'Call them again' });

test('p09 two who both ask for it talk again, and after a block not even a reload brings them together', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await button(one).click();
  await expect(heading(one)).toHaveText('Looking for somebody');
  await button(other).click();
  await connected(one);
  await connected(other);
  // The seconds have begun to count.
  await expect(one.locator('.timer')).not.toHaveText('0:00');

  await one.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(other)).toHaveText('They hung up');
  await other.getByRole('checkbox').check();
  await expect(again(other), 'nothing goes on by itself that was chosen later').toBeVisible();
  await other.getByRole('checkbox').uncheck();
  await again(one).click();
  await expect(one.getByText('If they would like that too')).toBeVisible();
  await again(other).click();
  await connected(one);
  await connected(other);

  await one.getByRole('button', { name: 'Report' }).click();
  await one.getByRole('dialog').getByRole('button', { name: 'Only keep us apart for a day' }).click();
  await expect(heading(one)).toHaveText('You two are kept apart');
  await expect(heading(other)).toHaveText('They hung up');
  await expect(again(one)).toHaveCount(0);

  // The blocked one reloads: both wait, and somebody else meets the one who has waited longer.
  await one.getByRole('button', { name: 'Done' }).click();
  await button(one).click();
  await expect(heading(one)).toHaveText('Looking for somebody');
  await other.reload();
  await button(other).click();
  await expect(heading(other)).toHaveText('Looking for somebody');
  const third = await callers.arrive();
  await button(third).click();
  await connected(one);
  await expect(heading(other)).toHaveText('Looking for somebody');
});

test('the search goes on by itself where the caller wishes, and can be stopped', async ({ callers }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await one.evaluate(() => sessionStorage.setItem('calln.goes_on', 'yes'));
  for (const stopped of ['Stay here', 'Report', undefined]) {
    await button(one).click();
    await expect(heading(one)).toHaveText('Looking for somebody');
    await button(other).click();
    await connected(one);
    await connected(other);
    await other.getByRole('button', { name: 'Hang up' }).click();
    if (stopped !== undefined) {
      await one.getByRole('button', { name: stopped }).click();
      await expect(one.getByText('Going on')).toHaveCount(0);
      await expect(heading(one)).toHaveText('They hung up');
      await one.keyboard.press('Escape');
    } else await expect(heading(one)).toHaveText('Looking for somebody', { timeout: 6_000 });
    await other.getByRole('button', { name: 'Back to the start', exact: true }).click();
  }
});
