import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { test as base, button, expect, heading, Server } from './calln';

/** A server where any talk is long enough to be reported, and somebody to write to. */
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from a pattern
  server: async ({}, use) => {
    const server = await Server.start('--moderation-talk', '0', '--operator-contact', 'safety@example.org');
    await use(server);
    await server.stop();
  },
});

/** Runs `calln bans` on the server's file, as its operator would. */
async function bans(server: Server, ...args: readonly string[]): Promise<{ reference: string }[]> {
  const command = ['bans', ...args, '--json', '--state-directory', server.state];
  const { stdout } = await promisify(execFile)(process.env.CALLN_BIN ?? '', command, { env: {} });
  return JSON.parse(stdout);
}

const connected = (page: Page) => expect(page.getByText('connected', { exact: true })).toBeVisible();
const sheet = (page: Page) => page.getByRole('dialog');

test('a report ends the call at once, is thanked for, and says what happens now', async ({ callers }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await button(one).click();
  await expect(heading(one)).toHaveText('Looking for somebody');
  await button(other).click();
  await connected(one);
  await connected(other);

  await one.getByRole('button', { name: 'Report' }).click();
  await expect(sheet(one).getByRole('button').first()).toHaveText('They seem to be under 18');
  await sheet(one).getByRole('button', { name: 'Threats, insults or pressure' }).click();
  await expect(heading(other)).toHaveText('They hung up', { timeout: 6_000 });
  await expect.poll(() => one.evaluate(() => window.connections.at(-1)?.connectionState)).toBe('closed');
  await expect(sheet(one).getByRole('heading')).toHaveText('Thank you');
  await expect(sheet(one)).toContainText('Your report counts');
  await expect(sheet(one)).toContainText('For 24 hours Calln keeps you two apart');

  await sheet(one).getByRole('button', { name: 'Done' }).click();
  await expect(heading(one)).toHaveText('You reported them');
  await expect(one.getByRole('button', { name: 'Report' })).toHaveCount(0);

  // The other side can do the same just after the call.
  await other.getByRole('button', { name: 'Report' }).click();
  await sheet(other).getByRole('button', { name: 'Only keep us apart for a day' }).click();
  await expect(sheet(other).getByRole('heading')).toHaveText('Done');
});

test('a banned caller learns why, until when, what to quote and to whom, and can call again once it is lifted', async ({
  callers,
  server,
}) => {
  const page = await callers.arrive({ timezoneId: 'Asia/Tokyo' });
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  const [ban] = await bans(server, 'add', '127.0.0.1', '--for', '24h', '--reason', 'scam');

  await expect(heading(page)).toHaveText('You can’t call for a while');
  await expect(page.getByText(ban?.reference ?? 'no ban')).toBeVisible();
  await expect(page.getByText('money or secrets')).toBeVisible();
  await expect(page.getByText('nothing to pay, ever')).toBeVisible();
  const until = await page.getByRole('time').getAttribute('datetime');
  const shown = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: 'Asia/Tokyo',
  }).format(new Date(until ?? ''));
  await expect(page.getByRole('time')).toHaveText(shown);
  const contact = page.getByRole('main').getByRole('link', { name: 'safety@example.org' });
  await expect(contact).toHaveAttribute(
    'href',
    new RegExp(`^mailto:safety@example\\.org\\?subject=.*${ban?.reference}`),
  );
  await expect(button(page)).toHaveCount(0);

  await page.reload();
  await button(page).click();
  await expect(heading(page)).toHaveText('You can’t call for a while');

  await bans(server, 'remove', ban?.reference ?? '');
  await expect
    .poll(async () => (await page.request.get(`${server.url}/api/my-data`)).json())
    .toMatchObject({ bans: [] });
  await page.getByRole('button', { name: 'Back to the start', exact: true }).click();
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
});

test('p16 anyone can learn what is held about their address, and ask for its deletion', async ({
  callers,
  server,
}) => {
  const page = await callers.arrive();
  await page.goto(`${server.url}/my-data`);
  await expect(page.getByText('Nothing is held about your address.')).toBeVisible();

  const [ban] = await bans(server, 'add', '127.0.0.1', '--for', '24h', '--reason', 'spam');
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(ban?.reference ?? 'no ban')).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await page.getByRole('button', { name: 'Delete what may be deleted' }).click();
  await expect(page.getByText('What could be deleted is gone.')).toBeVisible();
  await expect(page.getByText(ban?.reference ?? 'no ban')).toBeVisible();
});
