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

test('the start page names the operator at its foot, and its address is passed on or copied', async ({
  callers,
}) => {
  const page = await callers.arrive({ permissions: ['microphone', 'clipboard-read', 'clipboard-write'] });
  const foot = page.getByRole('contentinfo');
  await expect(foot).toContainText('Run by Example Calls');
  await expect(foot.getByRole('link', { name: 'safety@example.org' })).toHaveAttribute(
    'href',
    'mailto:safety@example.org',
  );
  await page.evaluate(() =>
    Object.defineProperty(navigator, 'share', { value: undefined, configurable: true }),
  );
  await page.getByRole('button', { name: 'Share Calln' }).click();
  await expect(page.getByRole('button', { name: 'Link copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(callers.server.url);
  await page.evaluate(() => {
    const value = async ({ url }: ShareData) => {
      document.title = `shared ${url}`;
    };
    Object.defineProperty(navigator, 'share', { value, configurable: true });
  });
  await page.getByRole('button', { name: 'Link copied' }).click();
  await expect(page).toHaveTitle(`shared ${callers.server.url}`);
});

test.describe('where the operator has named a host and where the source is', () => {
  test.use({
    flags: ['--hosts', 'calls.example.org,127.0.0.1', '--operator-source', 'https://example.org/calln'],
  });

  test('a link to the start page is shown with words and a picture, and About leads to the source', async ({
    callers,
  }) => {
    const page = await callers.arrive({ locale: 'fr' });
    const picture = page.locator('meta[property="og:image"]');
    await expect(picture).toHaveAttribute('content', 'https://calls.example.org/share/fr.png');
    await expect(page.locator('meta[property="og:title"]')).toHaveAttribute('content', /Quelque part/);
    const drawn = await page.request.get(`${callers.server.url}/share/fr.png`);
    expect(drawn.headers()['content-type']).toBe('image/png');
    await page.goto(`${callers.server.url}/about`);
    await expect(page.getByRole('link', { name: 'Read the source of this one' })).toHaveAttribute(
      'href',
      'https://example.org/calln',
    );
    await page.goto(`${callers.server.url}/nowhere`);
    await page.getByRole('link', { name: 'Retour à l’accueil' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Quelque part/);
  });
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
