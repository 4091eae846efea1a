import AxeBuilder from '@axe-core/playwright';
import { expect, heading, test } from './calln';

test('the page speaks the browser’s language, and another when asked, from right to left where that is right', async ({
  callers,
}) => {
  const page = await callers.arrive({ locale: 'de-CH' });
  const html = page.locator('html');
  await expect(page.getByRole('button', { name: 'Mit jemandem reden' })).toBeVisible();
  await expect(html).toHaveAttribute('lang', 'de');
  await page.getByRole('button', { name: /^Treffen/ }).click();
  const countries = page.getByRole('listbox', { name: 'Länder' });
  await expect(countries.getByRole('option', { name: 'Deutschland' })).toBeAttached();
  await page.getByRole('button', { name: 'Fertig' }).click();

  await page.getByLabel('Sprache').selectOption('ar');
  await expect(html).toHaveAttribute('dir', 'rtl');
  await expect(html).toHaveAttribute('lang', 'ar');
  await expect(page.getByRole('button', { name: 'تحدث مع غريب' })).toBeVisible();
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.reload();
  await expect(html).toHaveAttribute('dir', 'rtl');

  const fresh = await page.context().newPage();
  await fresh.goto(callers.server.url);
  await expect(fresh.locator('html')).toHaveAttribute('lang', 'de');
});

test('a language that the page doesn’t speak becomes English', async ({ callers }) => {
  const page = await callers.arrive({ locale: 'fi-FI' });
  await expect(heading(page)).toHaveText('Somewhere, someone would like to talk.');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
