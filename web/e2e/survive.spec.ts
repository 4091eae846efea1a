import type { Page } from '@playwright/test';
import {
  button,
  Callers,
  connected,
  established,
  expect,
  heading,
  hears,
  received,
  Server,
  talk,
  test,
} from './calln';
import { listenForGaps } from './gaps';
import { MediaPath } from './media-path';
import { Middlebox } from './middlebox';
import { calls } from './told-calls';

/** What must not change in a call, and what an ICE restart changes. */
const transport = (page: Page) =>
  page.evaluate(() => {
    const connection = window.connections.at(-1);
    const sdp = (description?: RTCSessionDescription | null) => description?.sdp ?? '';
    const [local, remote] = [sdp(connection?.localDescription), sdp(connection?.remoteDescription)];
    const of = (text: string, name: string) => new RegExp(`a=${name}:(.*)`).exec(text)?.[1];
    return {
      fingerprints: [of(local, 'fingerprint'), of(remote, 'fingerprint')],
      ufrag: of(local, 'ice-ufrag'),
    };
  });

/** Something happens to the call, and it goes on: the same call, and not one packet of it lost. */
async function goesOn(pages: [Page, Page], event: () => Promise<void>): Promise<void> {
  const before = await Promise.all(pages.map(received));
  const gaps = await Promise.all(pages.map(listenForGaps));
  await event();
  for (const [index, page] of pages.entries()) {
    await hears(page);
    await connected(page);
    const now = await received(page);
    expect(now.packets).toBeGreaterThan(before[index]?.packets ?? 0);
    expect(now.lost, 'RTP packets lost').toBe(before[index]?.lost);
  }
  const longest = Math.max(...(await Promise.all(gaps.map((gap) => gap()))));
  test.info().annotations.push({ type: 'largest gap', description: `${longest.toFixed(0)} ms` });
  console.log(`largest gap between two packets: ${longest.toFixed(0)} ms`);
}

const unnoticed = (page: Page) => expect(page.getByText(/reconnecting to Calln/i)).toBeHidden();

test('a connection that something in the middle cuts is made again, and the call is the same', async ({
  callers,
  server,
}) => {
  const middlebox = await Middlebox.start(() => server.port);
  const [one, other] = [await callers.arrive({}, 'adult', middlebox.url), await callers.arrive()];
  const told = calls(one);
  await talk(one, other);
  await established(one);
  await goesOn([one, other], async () => {
    middlebox.open = false;
    middlebox.cut();
    await expect(one.getByText('Reconnecting to Calln')).toBeVisible();
    await expect(other.getByText('They are reconnecting to Calln')).toBeVisible();
    await hears(one);
    await hears(other);
    middlebox.open = true;
    await unnoticed(one);
    await unnoticed(other);
  });
  await expect.poll(() => told.resumed).toEqual(told.matched);
  // The way is whole again in both directions: the end of the call is heard at once.
  await other.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(one)).toHaveText('They hung up', { timeout: 6_000 });
  await middlebox.stop();
});

test('an answer that is lost on the way back to a call costs only another try', async ({
  callers,
  server,
}) => {
  const middlebox = await Middlebox.start(() => server.port);
  const [one, other] = [await callers.arrive({}, 'adult', middlebox.url), await callers.arrive()];
  let lost = 0;
  middlebox.loses = (answer) => {
    if (lost > 0 || !/43\d+\[\{"ok":true.*"partner_present"/.test(answer)) return false;
    lost += 1;
    return true;
  };
  await talk(one, other);
  await established(one);
  await goesOn([one, other], async () => {
    middlebox.cut();
    await expect(one.getByText('Reconnecting to Calln')).toBeVisible();
    await unnoticed(one);
    await unnoticed(other);
  });
  expect(lost).toBe(1);
  await other.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(one)).toHaveText('They hung up', { timeout: 6_000 });
  await middlebox.stop();
});

for (const over of ['websocket', 'polling'] as const) {
  test(`a device that changes its network leaves a connection that hangs (${over}), and talks on over another way`, async ({
    callers,
    server,
  }) => {
    const middlebox = await Middlebox.start(() => server.port);
    if (over === 'polling') middlebox.refuses = (request) => /^upgrade: websocket/im.test(request);
    const [one, other] = [await callers.arrive({}, 'adult', middlebox.url), await callers.arrive()];
    const told = calls(one);
    await talk(one, other);
    await established(one);
    const before = await transport(one);
    await goesOn([one, other], async () => {
      middlebox.hang();
      await one.evaluate(() => dispatchEvent(new Event('online')));
      await expect.poll(() => told.resumed).toEqual(told.matched);
      await unnoticed(one);
      await unnoticed(other);
      // Another network means another way for the voices: it was sought, with the same certificates.
      await expect.poll(async () => (await transport(one)).ufrag).not.toBe(before.ufrag);
    });
    expect((await transport(one)).fingerprints).toEqual(before.fingerprints);
    await middlebox.stop();
  });
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a call outlives a server that is ended by ${signal} and started again`, async ({
    callers,
    server,
  }) => {
    const [one, other] = [await callers.arrive(), await callers.arrive()];
    const told = [calls(one), calls(other)];
    await talk(one, other);
    await established(one);
    await goesOn([one, other], async () => {
      await server.restart(signal);
      for (const { matched, resumed } of told) {
        await expect.poll(() => resumed).toEqual(matched);
      }
      await unnoticed(one);
      await unnoticed(other);
    });
    expect(told[0]?.matched).toEqual(told[1]?.matched);
    await one.getByRole('button', { name: 'Hang up' }).click();
    await expect(heading(other)).toHaveText('They hung up', { timeout: 6_000 });
  });
}

test('who doesn’t come back ends the call, and both are told', async ({ browser }) => {
  const server = await Server.start('--return-within', '1');
  const middlebox = await Middlebox.start(() => server.port);
  const callers = new Callers(browser, server);
  const [one, other] = [await callers.arrive({}, 'adult', middlebox.url), await callers.arrive()];
  await talk(one, other);
  await established(one);
  middlebox.open = false;
  middlebox.cut();
  await expect(heading(other)).toHaveText('They are gone');
  middlebox.open = true;
  await expect(heading(one)).toHaveText('You were cut off');
  await callers.leave();
  await middlebox.stop();
  await server.stop();
});

test('who hangs up while cut off has hung up', async ({ callers, server }) => {
  const middlebox = await Middlebox.start(() => server.port);
  const [one, other] = [await callers.arrive({}, 'adult', middlebox.url), await callers.arrive()];
  await talk(one, other);
  await established(one);
  middlebox.open = false;
  middlebox.cut();
  await expect(one.getByText('Reconnecting to Calln')).toBeVisible();
  await one.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(one)).toHaveText('You hung up');
  middlebox.open = true;
  await expect(heading(other)).toHaveText('They hung up');
  await middlebox.stop();
});

test('a caller who looks when the server restarts looks on without a word', async ({ callers, server }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await button(one).click();
  await expect(one.getByText(/who fits is here yet/)).toBeVisible();
  await server.restart('SIGKILL');
  await button(other).click();
  await connected(one);
  await connected(other);
  await hears(one);
  await hears(other);
});

test('where the voices stop while the server is out of reach, nobody reads that they are heard', async ({
  callers,
  server,
}) => {
  const middlebox = await Middlebox.start(() => server.port);
  const path = new MediaPath();
  const [one, other] = [await callers.arrive({}, 'adult', middlebox.url), await callers.arrive()];
  await path.lead(one);
  await path.lead(other);
  await talk(one, other);
  await established(one);
  await hears(one);
  const bars = one.locator('.quality-mark');
  await expect(bars).toHaveAttribute('data-grade', 'good', { timeout: 30_000 });
  middlebox.open = false;
  middlebox.cut();
  await expect(one.getByText('Reconnecting to Calln. You still hear each other.')).toBeVisible();
  path.cut();
  await expect(one.getByText('Until then you don’t hear each other.')).toBeVisible();
  await expect(bars).toHaveAttribute('data-grade', 'poor');
  middlebox.open = true;
  await connected(one);
  await hears(one);
  await hears(other);
  await unnoticed(one);
  await expect(bars).toHaveAttribute('data-grade', /good|fair/, { timeout: 30_000 });
  path.stop();
  await middlebox.stop();
});

test('voices whose way is cut find another one by themselves', async ({ callers }) => {
  const path = new MediaPath();
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await path.lead(one);
  await path.lead(other);
  await talk(one, other);
  await established(one);
  await hears(one);
  await hears(other);
  const before = await transport(one);
  path.cut();
  // Where it is found soon, nobody is told that it was sought.
  await expect.poll(async () => (await transport(one)).ufrag, { timeout: 30_000 }).not.toBe(before.ufrag);
  await connected(one);
  await connected(other);
  await hears(one);
  await hears(other);
  const after = await transport(one);
  expect(after.ufrag).not.toBe(before.ufrag);
  expect(after.fingerprints).toEqual(before.fingerprints);
  path.stop();
});
