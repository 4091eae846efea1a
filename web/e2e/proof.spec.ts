import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { button, connected, expect, heading, test } from './calln';

/** Both of a call move on to the next, one of them by their own choice; the same two never meet again. */
async function skip(page: Page, callers: { arrive: () => Promise<Page> }): Promise<void> {
  const other = await callers.arrive();
  await button(other).click();
  await connected(page);
  await page.getByRole('button', { name: 'Next' }).click();
  await other.context().close();
}

test.describe('a caller who skips a lot', () => {
  test.use({ flags: ['--moderation-skips', '1'] });

  test('solves a puzzle in the background, is told so, and goes on without doing anything', async ({
    callers,
  }) => {
    const page = await callers.arrive();
    const violations = await violationsOf(page);
    const solvers: string[] = [];
    page.on('worker', (worker) => solvers.push(worker.url()));
    // The solver is held up until everything that is said meanwhile has been looked at.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/solver/, async (route) => {
      await held;
      await route.continue();
    });
    await button(page).click();
    await expect(heading(page)).toHaveText('Looking for somebody');
    await skip(page, callers);
    await expect(page.getByText(/who fits is here yet/)).toBeVisible();
    expect(solvers).toEqual([]);

    await skip(page, callers);
    await expect(heading(page)).toHaveText('A moment of work first');
    await expect(page.getByRole('progressbar', { name: 'How far the work is' })).toBeVisible();
    await expect(page.getByText('You need do nothing')).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: 'A moment of work first' })).toHaveCount(1);
    await expect(heading(page)).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: /^Meet/ })).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

    release();
    await expect(heading(page)).toHaveText('Looking for somebody');
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    expect(solvers).toHaveLength(1);
    expect(new URL(solvers[0] ?? '').origin).toBe(callers.server.url);
    const other = await callers.arrive();
    await button(other).click();
    await connected(page);
    expect(await violations()).toEqual([]);
  });

  test('may cancel instead', async ({ callers }) => {
    const page = await callers.arrive();
    await page.route(/solver/, () => undefined);
    await button(page).click();
    await expect(heading(page)).toHaveText('Looking for somebody');
    await skip(page, callers);
    await skip(page, callers);
    await expect(heading(page)).toHaveText('A moment of work first');
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect(button(page)).toHaveText('Talk to a stranger');
  });
});

test('nobody else ever fetches the solver', async ({ callers }) => {
  const page = await callers.arrive();
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  for (let calls = 0; calls < 3; calls += 1) await skip(page, callers);
  await expect(page.getByText(/who fits is here yet/)).toBeVisible();
  expect(fetched.filter((url) => url.includes('solver'))).toEqual([]);
});

/** What the content policy has held back. */
async function violationsOf(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.violatedDirective));
    Object.assign(window, { violations: seen });
  });
  return () => page.evaluate(() => (window as unknown as { violations: string[] }).violations);
}
