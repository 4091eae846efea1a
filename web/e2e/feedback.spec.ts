import type { Page } from '@playwright/test';
import { expect, heading, hears, hearsNothing, talk, test } from './calln';
import { MediaPath } from './media-path';

declare global {
  interface Window {
    /** What the page has given the system to act on, as the system would call it. */
    remote: Map<string, () => void>;
    /** The notes of each sound that the page has made, in hertz. */
    tones: number[];
  }
}

/** No screen here is locked and no headset plugged in; their keys come through what the page hands to the browser. */
function keepRemote() {
  window.remote = new Map();
  const real = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
  navigator.mediaSession.setActionHandler = (action, handler) => {
    real(action, handler);
    if (handler === null) window.remote.delete(action);
    else window.remote.set(action, () => handler({ action }));
  };
}

function keepTones() {
  window.tones = [];
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
    window.tones.push(this.frequency.value);
    start.call(this, when);
  };
}

// As the nodes keep them, with the precision of 32 bits.
const UP = [523.25, 783.99].map(Math.fround);
const DOWN = [587.33, 392].map(Math.fround);

const shown = (page: Page) =>
  page.evaluate(() => {
    const { metadata, playbackState } = navigator.mediaSession;
    return { title: metadata?.title, playbackState, actions: [...window.remote.keys()].sort() };
  });

const press = (page: Page, action: string) => page.evaluate((key) => window.remote.get(key)?.(), action);

test('the lock screen and a headset’s keys mute and end a call, and name no partner', async ({ callers }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await one.addInitScript(keepRemote);
  await one.reload();
  const nothing = { title: undefined, playbackState: 'none', actions: [] };
  expect(await shown(one)).toEqual(nothing);
  await talk(one, other);
  await expect
    .poll(() => shown(one))
    .toEqual({
      title: 'Talking to a stranger',
      playbackState: 'playing',
      actions: ['hangup', 'togglemicrophone'],
    });
  await hears(other);
  await press(one, 'togglemicrophone');
  await expect(one.getByRole('button', { name: 'Unmute' })).toBeVisible();
  await hearsNothing(other);
  await press(one, 'togglemicrophone');
  await hears(other);
  await press(one, 'hangup');
  await expect(heading(other)).toHaveText('They hung up');
  await expect.poll(() => shown(one)).toEqual(nothing);
});

test('a sound says that somebody is found, another that the call is over, and none comes where they are off', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  for (const page of [one, other]) {
    await page.addInitScript(keepTones);
    await page.reload();
  }
  await other.getByRole('button', { name: 'Sound', exact: true }).click();
  await other.getByRole('switch', { name: 'Sounds' }).click();
  await other.getByRole('button', { name: 'Done' }).click();
  const tones = (page: Page) => page.evaluate(() => window.tones);

  await talk(one, other);
  await expect.poll(() => tones(one)).toEqual(UP);
  await other.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(one)).toHaveText('They hung up');
  await expect.poll(() => tones(one)).toEqual([...UP, ...DOWN]);

  // Who hangs up knows it. Had there been a sound for the first call, it would stand before that of the second.
  await other.getByRole('button', { name: 'Sound', exact: true }).click();
  await other.getByRole('switch', { name: 'Sounds' }).click();
  await other.getByRole('button', { name: 'Done' }).click();
  await talk(await callers.arrive(), other);
  await expect.poll(() => tones(other)).toEqual(UP);
});

test('a line that loses packets is said to, with what is wrong, until it is better', async ({ callers }) => {
  test.slow();
  const path = new MediaPath();
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await path.lead(one);
  await path.lead(other);
  await talk(one, other);
  const mark = (grade: string) => one.getByRole('img', { name: grade, exact: true });
  await expect(mark('Good connection')).toBeVisible();
  path.loseOneIn(4);
  await expect(mark('Poor connection')).toBeVisible();
  await expect(
    one.getByText(/^Poor connection\. Parts of (their voice are missing|your voice don’t reach them)\.$/),
  ).toBeVisible();
  path.loseOneIn(Number.POSITIVE_INFINITY);
  await expect(mark('Good connection')).toBeVisible({ timeout: 30_000 });
  await hears(one);
  path.stop();
});
