import type { Page } from '@playwright/test';
import { expect, test } from './calln';

/** Runs the whole test; the caller hears the loudspeaker. */
async function run(page: Page): Promise<void> {
  await page.goto('/check');
  await page.getByRole('button', { name: 'Start the test' }).click();
  await page.getByRole('button', { name: 'Yes' }).click();
  await expect(page.getByRole('button', { name: 'Test again' })).toBeVisible({ timeout: 30_000 });
}

const verdicts = (page: Page) =>
  page
    .locator('[data-step]')
    .evaluateAll((steps) =>
      Object.fromEntries(
        steps.map((step) => [step.getAttribute('data-step'), step.getAttribute('data-verdict')]),
      ),
    );

/** What would tell an address: of version 4 or 6, or a name that stands for one. */
const ADDRESS = /\d+\.\d+\.\d+\.\d+|[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:]*|\.local\b|localhost|Fake/i;

test('p10 the self-test finds all well, and its report holds no address', async ({ callers }) => {
  const page = await callers.arrive({ baseURL: callers.server.url });
  await run(page);
  expect(await verdicts(page)).toEqual({
    microphone: 'good',
    speaker: 'good',
    websocket: 'good',
    polling: 'good',
    // The server's own.
    stun: 'good',
    // Its credentials come with a call.
    turn: 'skipped',
    loopback: 'good',
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All is well');
  const report = await page.getByLabel('Report').inputValue();
  expect(report).toMatch(/^Microphone: good, works \(-?\d+ dB\)$/m);
  expect(report).not.toMatch(ADDRESS);
});

test('the self-test says what is refused, blocked and unheard, and goes on', async ({ callers }) => {
  const page = await callers.arrive({ baseURL: callers.server.url, permissions: [] });
  // A network that lets no WebSocket through.
  await page.routeWebSocket(/.*/, (socket) => socket.close());
  await page.goto('/check');
  await page.getByRole('button', { name: 'Start the test' }).click();
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('3 things are wrong', { timeout: 30_000 });
  expect(await verdicts(page)).toMatchObject({
    microphone: 'bad',
    speaker: 'bad',
    websocket: 'bad',
    polling: 'good',
    loopback: 'good',
  });
  await expect(page.getByText('Your browser may not use it.')).toBeVisible();
  expect(await page.getByLabel('Report').inputValue()).not.toMatch(ADDRESS);
});
