import type { Page } from '@playwright/test';
import { button, type Callers, expect, heading, test } from './calln';

const meet = (page: Page) => page.getByRole('button', { name: /^Meet/ });
const field = (page: Page) => page.getByRole('combobox', { name: /countries|That is all/ });
const chips = (page: Page) => page.getByRole('list', { name: 'Chosen countries' }).getByRole('button');
const option = (page: Page, name: string) =>
  page.getByRole('listbox').getByRole('option', { name, exact: true });
const done = (page: Page) => page.getByRole('button', { name: 'Done' }).click();

/** A caller from `own` who would like to meet only `wanted`. Loopback has no country, so they declare it. */
async function from(callers: Callers, own: string, wanted: readonly string[] = []): Promise<Page> {
  const page = await callers.arrive();
  await meet(page).click();
  await page.getByLabel('Your country').selectOption({ label: own });
  for (const country of wanted) {
    await field(page).fill(country);
    await option(page, country).click();
  }
  await done(page);
  return page;
}

test('p04 callers whose wishes don’t fit are kept apart, and the first who fits is met', async ({
  callers,
}) => {
  const french = await from(callers, 'France', ['Japan']);
  const german = await from(callers, 'Germany');
  const japanese = await from(callers, 'Japan', ['France', 'Italy']);
  await button(french).click();
  await expect(french.getByText(/who fits is here yet/)).toBeVisible();
  await button(german).click();
  await expect(german.getByText(/who fits is here yet/)).toBeVisible();
  await button(japanese).click();
  await expect(heading(french)).toHaveText('Somebody in Japan');
  await expect(heading(japanese)).toHaveText('Somebody in France');
  await expect(heading(german)).toHaveText('Looking for somebody');
  await expect(french.locator('.disc img')).toHaveAttribute('src', /\/jp\.svg$/);
  await expect
    .poll(() => french.locator('.disc img').evaluate((flag: HTMLImageElement) => flag.naturalWidth))
    .toBeGreaterThan(0);
});

test('p04 a caller can leave a country out', async ({ callers }) => {
  const page = await from(callers, 'Spain', ['Germany']);
  await meet(page).click();
  await page.getByRole('radio', { name: 'All but these' }).check();
  await done(page);
  await expect(meet(page)).toHaveText(/Anyone but Germany/);
  const german = await from(callers, 'Germany');
  const chilean = await from(callers, 'Chile');
  await button(page).click();
  await expect(page.getByText(/who fits is here yet/)).toBeVisible();
  await button(german).click();
  await expect(german.getByText(/who fits is here yet/)).toBeVisible();
  await button(chilean).click();
  await expect(heading(chilean)).toHaveText('Somebody in Spain');
  await expect(heading(page)).toHaveText('Somebody in Chile');
});

test('p04 a withheld country is not shown', async ({ callers }) => {
  const shy = await callers.arrive();
  await meet(shy).click();
  await shy.getByLabel('Your country').selectOption('withheld');
  await done(shy);
  const italian = await from(callers, 'Italy');
  await button(shy).click();
  await expect(heading(shy)).toHaveText('Looking for somebody');
  await button(italian).click();
  await expect(heading(italian)).toHaveText('Somebody somewhere');
  await expect(heading(shy)).toHaveText('Somebody in Italy');
});

test('countries are chosen, found and taken away by keyboard', async ({ callers }) => {
  const page = await callers.arrive();
  await meet(page).focus();
  await page.keyboard.press('Enter');
  // Who tabs on before the sheet is there comes back to where that led.
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(field(page)).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.type('cote');
  await expect(page.getByRole('listbox').getByRole('option')).toHaveText(['Côte d’Ivoire']);
  await page.keyboard.press('Enter');
  await expect(chips(page)).toHaveText([/Côte d’Ivoire/]);
  await page.keyboard.type('united');
  await page.keyboard.press('ArrowDown');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', 'country-GB');
  await page.keyboard.press('Enter');
  await expect(chips(page)).toHaveCount(2);
  await expect(page.getByRole('radio', { name: 'Only these' })).toBeChecked();
  await page.keyboard.press('Backspace');
  await expect(chips(page)).toHaveText([/Côte d’Ivoire/]);
  await page.keyboard.type('x');
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(meet(page)).toBeFocused();
  await expect(meet(page)).toHaveText(/Only Côte d’Ivoire/);
});

test('no more than eight countries can be chosen', async ({ callers }) => {
  const page = await callers.arrive();
  await meet(page).click();
  await field(page).focus();
  for (const country of ['peru', 'cuba', 'mali', 'iran', 'iraq', 'oman', 'togo', 'chad', 'fiji']) {
    await page.keyboard.type(country);
    await page.keyboard.press('Enter');
  }
  await expect(chips(page)).toHaveCount(8);
  await expect(page.getByText('That is all 8')).toBeVisible();
});

test('the wish lasts as long as the tab, and no longer', async ({ callers }) => {
  const page = await from(callers, 'Japan', ['Norway']);
  await page.reload();
  await expect(meet(page)).toHaveText(/Only Norway/);
  const fresh = await page.context().newPage();
  await fresh.goto(callers.server.url);
  await expect(meet(fresh)).toHaveText(/Anyone, anywhere/);
});

test('where nobody who fits is here, a wider search is offered after 3 seconds, never taken', async ({
  callers,
}) => {
  const page = await from(callers, 'France', ['Japan']);
  const german = await from(callers, 'Germany');
  await page.clock.install();
  await button(german).click();
  await button(page).click();
  await expect(page.getByText(/who fits is here yet/)).toBeVisible();
  const offer = page.getByRole('button', { name: 'Meet anyone' });
  // Not at once: `state.test.ts` has the time to the millisecond, which here goes on by itself too.
  await page.clock.runFor(4_000);
  await expect(offer).toBeVisible();
  await expect(page.getByText('adds a few more people')).toBeVisible();
  await page.clock.runFor(60_000);
  await expect(page.getByText('Only Japan')).toBeVisible();
  await offer.click();
  await expect(heading(page)).toHaveText('Somebody in Germany');
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expect(meet(page)).toHaveText(/Anyone, anywhere/);
});

test('a wider search is not offered where it would add nobody', async ({ callers }) => {
  const page = await from(callers, 'France', ['Japan']);
  await page.clock.install();
  await button(page).click();
  await expect(page.getByText(/who fits is here yet/)).toBeVisible();
  await page.clock.runFor(20_000);
  await expect(page.getByRole('button', { name: 'Meet anyone' })).toBeHidden();
});

test('a wish that is changed while waiting is looked for from then on', async ({ callers }) => {
  const page = await from(callers, 'France', ['Japan']);
  const german = await from(callers, 'Germany');
  await button(german).click();
  await button(page).click();
  await expect(page.getByText(/who fits is here yet/)).toBeVisible();
  await meet(page).click();
  await field(page).fill('allemagne');
  await option(page, 'Germany').click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  await done(page);
  await expect(heading(page)).toHaveText('Somebody in Germany');
  await expect(heading(german)).toHaveText('Somebody in France');
});

test('countries with people come first, and where hardly anybody is that is said at the choice', async ({
  callers,
}) => {
  const page = await callers.arrive();
  await page.route('**/api/stats', (route) =>
    route.fulfill({
      json: {
        online: 130,
        waiting: 'few',
        talking: 120,
        countries: [
          { country: 'IN', online: 110 },
          { country: 'BR', online: 20 },
        ],
      },
    }),
  );
  await meet(page).click();
  const options = page.getByRole('listbox').getByRole('option');
  await expect(options.first()).toHaveText('India110+ here');
  await expect(options.nth(1)).toHaveText('Brazil20+ here');
  await expect(option(page, 'Antarctica')).toHaveCount(0);
  await option(page, 'Fiji').click();
  await expect(page.getByText('Few people from there are here just now')).toBeVisible();
  await options.first().click();
  await expect(page.getByText('Few people from there are here just now')).toBeHidden();
  await field(page).fill('antarctica');
  await expect(option(page, 'Antarctica')).toBeVisible();
});
