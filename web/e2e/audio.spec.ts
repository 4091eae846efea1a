import type { Page } from '@playwright/test';
import { button, type Callers, connected, expect, hears, hearsNothing, test } from './calln';

const sound = (page: Page) => page.getByRole('button', { name: 'Sound', exact: true });
const done = (page: Page) => page.getByRole('button', { name: 'Done' });

/** Brings both, who are on the start page, into a call. */
async function meet(one: Page, other: Page): Promise<void> {
  await button(one).click();
  await button(other).click();
  await connected(one);
  await connected(other);
}

async function pair(callers: Callers): Promise<[Page, Page]> {
  const pages: [Page, Page] = [await callers.arrive(), await callers.arrive()];
  await meet(...pages);
  return pages;
}

/** What the page sends: the stream's number, how it is encoded, and all that was ever negotiated. */
const sending = (page: Page) =>
  page.evaluate(async () => {
    const connection = window.connections.at(-1);
    const [sender] = connection?.getSenders() ?? [];
    const sent = { ssrc: 0, packets: 0, rate: 0, format: '', device: '', descriptions: '' };
    sent.device = sender?.track?.getSettings().deviceId ?? '';
    sent.descriptions = `${connection?.localDescription?.sdp}${connection?.remoteDescription?.sdp}`;
    const stats = await connection?.getStats();
    for (const [, report] of stats ?? []) {
      if (report.type !== 'outbound-rtp') continue;
      sent.ssrc = report.ssrc;
      sent.packets = report.packetsSent;
      sent.rate = report.targetBitrate;
      sent.format = stats?.get(report.codecId)?.sdpFmtpLine ?? '';
    }
    return sent;
  });

test('another microphone and loudspeaker are taken in mid-call, and nothing is negotiated', async ({
  callers,
}) => {
  const [one, other] = await pair(callers);
  await hears(other);
  const before = await sending(one);
  await sound(one).click();
  await one.getByLabel('Microphone', { exact: true }).selectOption({ index: 2 });
  await expect.poll(async () => (await sending(one)).device).not.toBe(before.device);
  const after = await sending(one);
  expect(after.ssrc).toBe(before.ssrc);
  expect(after.descriptions).toBe(before.descriptions);
  await hears(other);
  expect((await sending(one)).packets).toBeGreaterThan(after.packets);

  await one.getByLabel('Loudspeaker').selectOption({ index: 1 });
  await expect.poll(() => one.evaluate(() => document.querySelector('audio')?.sinkId)).not.toBe('');
  await one.getByRole('slider', { name: 'Their volume' }).fill('40');
  expect(await one.evaluate(() => document.querySelector('audio')?.volume)).toBe(0.4);
  await one.getByRole('switch', { name: 'Noise suppression' }).click();
  await expect
    .poll(() =>
      one.evaluate(() => window.connections.at(-1)?.getSenders()[0]?.track?.getSettings().noiseSuppression),
    )
    .toBe(false);
  await done(one).click();
  await hears(one);
  await hears(other);
});

test('speech is sent in mono at 32 kb/s, with forward error correction', async ({ callers }) => {
  const [one] = await pair(callers);
  await expect.poll(async () => (await sending(one)).rate).toBe(32_000);
  const { format } = await sending(one);
  expect(format).toContain('useinbandfec=1');
  expect(format).not.toContain('stereo=1');
});

test('who holds to talk is heard only while they hold', async ({ callers }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await sound(one).click();
  await one.getByRole('switch', { name: 'Hold to talk' }).click();
  await done(one).click();
  await meet(one, other);
  await hearsNothing(other);
  const talk = one.getByRole('button', { name: 'Hold to talk' });
  await expect(talk).toHaveAttribute('aria-pressed', 'false');

  // Wherever the focus is; the button that has it is not pressed.
  await one.getByRole('button', { name: 'Hang up' }).focus();
  await one.keyboard.down('Space');
  await expect(talk).toHaveAttribute('aria-pressed', 'true');
  await hears(other);
  await one.keyboard.up('Space');
  await expect(talk).toHaveAttribute('aria-pressed', 'false');
  await hearsNothing(other);

  await talk.hover();
  await one.mouse.down();
  await hears(other);
  // The next stranger hears nothing of it, though the button is still held.
  await one.keyboard.press('n');
  await one.mouse.up();
  const third = await callers.arrive();
  await button(third).click();
  await connected(third);
  await hearsNothing(third);
});

test('a microphone that gives no sound is said, and another one helps', async ({ callers }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await one.evaluate(() => {
    const { mediaDevices } = navigator;
    const real = mediaDevices.getUserMedia.bind(mediaDevices);
    // Switched off at its cable: it is there, and it is still.
    mediaDevices.getUserMedia = async () => {
      mediaDevices.getUserMedia = real;
      const context = new AudioContext();
      const nothing = new ConstantSourceNode(context, { offset: 0 });
      const cable = context.createMediaStreamDestination();
      nothing.connect(cable);
      nothing.start();
      return cable.stream;
    };
  });
  await meet(one, other);
  const alert = one.getByRole('alert').filter({ hasText: 'They can’t hear you.' });
  await expect(alert).toContainText('No sound comes from your microphone');
  await hearsNothing(other);
  await one.keyboard.press('m');
  await expect(alert).toBeHidden();
  await one.keyboard.press('m');
  await alert.getByRole('button', { name: 'Choose a microphone' }).click();
  await one.getByLabel('Microphone', { exact: true }).selectOption({ index: 1 });
  await done(one).click();
  await expect(alert).toBeHidden();
  await hears(other);
});

test('p31 before the first call the microphone can be tried, and is let go again', async ({ callers }) => {
  const page = await callers.arrive();
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const real = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await real(constraints);
      Object.assign(window, { opened: stream.getAudioTracks()[0] });
      return stream;
    };
  });
  const opened = () =>
    page.evaluate(() => ('opened' in window ? (window.opened as MediaStreamTrack).readyState : ''));
  await sound(page).click();
  await expect(page.getByRole('button', { name: 'Try the microphone' })).toBeVisible();
  expect(await opened()).toBe('');
  await page.getByRole('button', { name: 'Try the microphone' }).click();
  const meter = page.getByRole('meter', { name: 'Your microphone’s level' });
  await expect.poll(async () => Number(await meter.getAttribute('aria-valuenow'))).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Hear yourself' }).click();
  await expect(page.getByText('Recording. Say something…')).toBeVisible();
  await expect(page.getByText('Now you hear yourself as others do.')).toBeVisible();
  await expect(page.getByText('If you heard yourself, all is well.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sound(page)).toBeFocused();
  await expect.poll(opened).toBe('ended');
});

test('p15 what was chosen lasts as long as the tab', async ({ callers }) => {
  const page = await callers.arrive();
  await sound(page).click();
  await page.getByRole('switch', { name: 'Sounds' }).click();
  await page.reload();
  await sound(page).click();
  await expect(page.getByRole('switch', { name: 'Sounds' })).not.toBeChecked();
  const fresh = await page.context().newPage();
  await fresh.goto(callers.server.url);
  await sound(fresh).click();
  await expect(fresh.getByRole('switch', { name: 'Sounds' })).toBeChecked();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test('a caller who looks away is told once somebody is found, if they asked for it, and the screen stays on', async ({
  callers,
}) => {
  const page = await callers.arrive({ permissions: ['microphone', 'notifications', 'screen-wake-lock'] });
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const Native = window.Notification;
    window.Notification = class extends Native {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        this.addEventListener('show', () => seen.push(`shown: ${title}`));
        this.addEventListener('close', () => seen.push('closed'));
      }
    };
    const wakeLock = navigator.wakeLock;
    const request = wakeLock.request.bind(wakeLock);
    wakeLock.request = async (type) => {
      const lock = await request(type);
      seen.push('awake');
      lock.addEventListener('release', () => seen.push('may sleep'));
      return lock;
    };
  });
  const seen = () => page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  // A browser without a screen shows all of its tabs; what hiding one does to the page is done here.
  const look = (state: DocumentVisibilityState) =>
    page.evaluate((visibility) => {
      Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);

  await sound(page).click();
  await page.getByRole('switch', { name: 'Notification' }).click();
  await expect(page.getByRole('switch', { name: 'Notification' })).toBeChecked();
  await done(page).click();
  await button(page).click();
  await expect(page.getByText(/who fits is here yet/)).toBeVisible();
  await look('hidden');
  const other = await callers.arrive();
  await button(other).click();
  await expect.poll(seen).toEqual(['shown: Somebody is here']);
  await hears(other);
  await look('visible');
  await expect.poll(async () => (await seen()).slice(1).sort()).toEqual(['awake', 'closed']);
  await look('hidden');
  await look('visible');
  await expect.poll(async () => (await seen()).filter((entry) => entry === 'awake').length).toBe(2);
  await hears(page);
  await page.keyboard.press('h');
  await expect.poll(async () => (await seen()).at(-1)).toBe('may sleep');
});
