import type { Page } from '@playwright/test';
import { button, type Callers, established, expect, heading, hears, type Server, talk, test } from './calln';
import { Middlebox } from './middlebox';

/** The names of what the page says to the server, as they go by on the wire. */
function says(page: Page): string[] {
  const said: string[] = [];
  const read = (packet: string) => {
    const name = /^42\d*\["(\w+)"/.exec(packet)?.[1];
    if (name !== undefined) said.push(name);
  };
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => read(payload.toString())));
  page.on('request', (request) => {
    if (request.url().includes('transport=polling')) request.postData()?.split('\x1e').forEach(read);
  });
  return said;
}

/** Two who have talked for a while, one of them through something that can break, and what that one says. */
async function talkThrough(callers: Callers, server: Server) {
  const middlebox = await Middlebox.start(() => server.port);
  const [one, other] = [await callers.arrive({}, 'adult', middlebox.url), await callers.arrive()];
  const said = says(one);
  await talk(one, other);
  await established(one);
  return { middlebox, one, other, said };
}

const leave: [string, (page: Page) => Promise<void>][] = [
  [
    'hangs up, goes home and calls',
    async (page) => {
      await page.getByRole('button', { name: 'Hang up' }).click();
      await expect(heading(page)).toHaveText('You hung up');
      await page.getByRole('button', { name: 'Calln, back to the start' }).click();
      await expect(button(page)).toHaveText('Talk to a stranger');
    },
  ],
  [
    'leaves by the page’s name and calls',
    async (page) => {
      await page.getByRole('button', { name: 'Calln, back to the start' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Hang up' }).click();
      await expect(heading(page)).toHaveText('You hung up');
    },
  ],
];

for (const [name, goes] of leave)
  test(`whoever ${name} again while cut off is in one place at a time`, async ({ callers, server }) => {
    const { middlebox, one, other, said } = await talkThrough(callers, server);
    middlebox.open = false;
    middlebox.cut();
    await expect(one.getByText('Reconnecting to Calln')).toBeVisible();
    said.length = 0;
    await goes(one);
    middlebox.open = true;
    await button(one).click();
    await expect(heading(one)).toHaveText('Looking for somebody');
    // The old call has ended before the new search began, on the same connection.
    await expect(heading(other)).toHaveText('They hung up');
    await expect.poll(() => said).toContain('join');
    const order = said.filter((what) => ['resume', 'hang_up', 'join'].includes(what));
    expect(order).toEqual(['resume', 'hang_up', 'join']);
    const third = await callers.arrive();
    await button(third).click();
    await hears(one);
    await hears(third);
    // Nobody comes back to the old call from here: that would end this one.
    expect(said.filter((what) => what === 'resume')).toHaveLength(1);
    await middlebox.stop();
  });

test('whoever goes on to the next partner while cut off has left the one before', async ({
  callers,
  server,
}) => {
  const { middlebox, one, other, said } = await talkThrough(callers, server);
  middlebox.open = false;
  middlebox.cut();
  await expect(one.getByText('Reconnecting to Calln')).toBeVisible();
  said.length = 0;
  await one.getByRole('button', { name: 'Next' }).click();
  await expect(heading(one)).toHaveText('Looking for somebody');
  middlebox.open = true;
  await expect(heading(other)).toHaveText('They hung up');
  await expect.poll(() => said).toContain('join');
  expect(said.filter((what) => ['resume', 'hang_up', 'join'].includes(what))).toEqual([
    'resume',
    'hang_up',
    'join',
  ]);
  await middlebox.stop();
});

const silently: [string, (page: Page) => Promise<void>, string][] = [
  ['hangs up', (page) => page.getByRole('button', { name: 'Hang up' }).click(), 'hang_up'],
  ['goes on', (page) => page.getByRole('button', { name: 'Next' }).click(), 'hang_up'],
  [
    'blocks their partner',
    async (page) => {
      await page.getByRole('button', { name: 'Report' }).click();
      await page.getByRole('button', { name: 'Only keep us apart for a day' }).click();
      await expect(page.getByRole('dialog').getByRole('heading')).toHaveText('Done');
    },
    'block',
  ],
];
for (const [name, leaves, told] of silently)
  test(`whoever ${name} over a connection that hangs, unnoticed, has left all the same`, async ({
    callers,
    server,
  }) => {
    const { middlebox, one, other, said } = await talkThrough(callers, server);
    said.length = 0;
    middlebox.hang();
    await leaves(one);
    await expect(heading(other)).toHaveText('They hung up', { timeout: 20_000 });
    expect(said.slice(said.indexOf('resume'))).toContain(told);
    await middlebox.stop();
  });
