import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './calln';

const PATHS = ['privacy', 'terms', 'rules', 'promises', 'about', 'status'];

test.use({ flags: ['--operator-name', 'Example Calls', '--operator-contact', 'safety@example.org'] });

test('p41 p44 the pages read without JavaScript, name the operator, and are led to from everywhere', async ({
  browser,
  callers,
}) => {
  const start = await callers.arrive();
  await expect(start.getByRole('link', { name: 'Privacy', exact: true })).toHaveAttribute('href', '/privacy');
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const path of PATHS) {
    await page.goto(`${callers.server.url}/${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Privacy', exact: true })).toBeVisible();
    await expect(page.getByRole('contentinfo')).toContainText('Run by Example Calls');
    await expect(page.getByRole('contentinfo')).toContainText('safety@example.org');
  }
  for (const path of ['', 'my-data']) {
    await page.goto(`${callers.server.url}/${path}`);
    await expect(page.getByRole('link', { name: 'Privacy', exact: true })).toHaveAttribute(
      'href',
      '/privacy',
    );
  }
  await start.goto(`${callers.server.url}/my-data`);
  await expect(start.getByRole('link', { name: 'Privacy', exact: true })).toHaveAttribute('href', '/privacy');
  await page.goto(`${callers.server.url}/privacy`);
  await expect(page.getByRole('link', { name: /ask what is held/ })).toHaveAttribute('href', '/my-data');
  await expect(page.getByText(/^Last updated: \d{4}-\d{2}-\d{2}/)).toBeVisible();
  await context.close();
});

test('a page is framed in the reader’s language, and says there that its text is in English', async ({
  callers,
}) => {
  const page = await callers.arrive({ locale: 'ar' });
  for (const path of PATHS) {
    await page.goto(`${callers.server.url}/${path}`);
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await expect(page.getByText('هذا النص بالإنجليزية')).toBeVisible();
    await expect(page.getByRole('link', { name: 'الخصوصية' })).toBeVisible();
  }
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the pages in ${colorScheme}`, async ({ callers }) => {
    const page = await callers.arrive({ colorScheme });
    for (const path of PATHS) {
      await page.goto(`${callers.server.url}/${path}`);
      expect((await new AxeBuilder({ page }).analyze()).violations, path).toEqual([]);
    }
  });
}
