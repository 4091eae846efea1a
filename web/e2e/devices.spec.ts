import type { Page } from '@playwright/test';
import { expect, hears, talk, test } from './calln';

declare global {
  interface Window {
    /** Pulls the microphone that is in use out, or plugs it in again. */
    plug(present: boolean): void;
    /** Another program takes the microphone, or gives it back. */
    take(taken: boolean): void;
  }
}

/** What a browser does for a page when somebody pulls out a plug: nobody does here, and the fake devices stay. */
function keepPlug() {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const list = mediaDevices.enumerateDevices.bind(mediaDevices);
  let track: MediaStreamTrack | undefined;
  let gone: string | undefined;
  mediaDevices.getUserMedia = async (constraints) => {
    const wanted = (constraints?.audio as MediaTrackConstraints | undefined)?.deviceId;
    const exact = (wanted as ConstrainDOMStringParameters | undefined)?.exact;
    if (exact !== undefined && exact === gone) throw new OverconstrainedError('deviceId');
    const stream = await ask(constraints);
    [track] = stream.getAudioTracks();
    return stream;
  };
  mediaDevices.enumerateDevices = async () => (await list()).filter(({ deviceId }) => deviceId !== gone);
  window.plug = (present) => {
    gone = present ? undefined : track?.getSettings().deviceId;
    if (!present) {
      track?.stop();
      track?.dispatchEvent(new Event('ended'));
    }
    mediaDevices.dispatchEvent(new Event('devicechange'));
  };
}

/** The microphone that the partner is sent. */
const sent = (page: Page) =>
  page.evaluate(() => {
    const track = window.connections.at(-1)?.getSenders()[0]?.track;
    return track?.readyState === 'live' ? track.getSettings().deviceId : undefined;
  });

test('a microphone that is pulled out is stood in for, and taken up again when it is back', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await one.addInitScript(keepPlug);
  await one.reload();
  await talk(one, other);
  await one.getByRole('button', { name: 'Sound', exact: true }).click();
  const choice = one.getByLabel('Microphone', { exact: true });
  await expect(choice.locator('option')).toHaveCount(3);
  await choice.selectOption({ index: 2 });
  const chosen = await choice.inputValue();
  await expect.poll(() => sent(one)).toBe(chosen);

  await one.evaluate(() => window.plug(false));
  await expect(choice.locator('option')).toHaveCount(2);
  await expect(choice).toHaveValue('');
  await expect.poll(() => sent(one)).toMatch(/./);
  expect(await sent(one)).not.toBe(chosen);
  await hears(other);

  await one.evaluate(() => window.plug(true));
  await expect(choice).toHaveValue(chosen);
  await expect.poll(() => sent(one)).toBe(chosen);
  await hears(other);
});

/** The microphone breaks off without a `devicechange`, and the system says that it is busy until it is given back. */
function keepBusy() {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  let busy = false;
  let track: MediaStreamTrack | undefined;
  mediaDevices.getUserMedia = async (constraints) => {
    if (busy) throw new DOMException('in use', 'NotReadableError');
    const stream = await ask(constraints);
    [track] = stream.getAudioTracks();
    return stream;
  };
  window.take = (taken) => {
    busy = taken;
    if (!taken) return;
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  };
}

test('a microphone that another program takes is taken back, and both are told meanwhile', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await one.addInitScript(keepBusy);
  await one.reload();
  await talk(one, other);
  const told = other.getByText('No sound comes from their microphone.');

  await one.evaluate(() => window.take(true));
  await expect(one.getByText('Another program may be holding your microphone.')).toBeVisible();
  await expect(told).toBeVisible();
  await one.evaluate(() => window.take(false));
  // Nothing says that it is back: it is asked for again.
  await expect.poll(() => sent(one)).toMatch(/./);
  await expect(one.getByText('Another program may be holding your microphone.')).toBeHidden();
  await expect(told).toBeHidden();
  await hears(other);
});

test('another microphone that the system prefers is taken, where the caller leaves the choice to it', async ({
  callers,
}) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await talk(one, other);
  const track = () => one.evaluate(() => window.connections.at(-1)?.getSenders()[0]?.track?.id);
  const before = await track();
  const change = () => one.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
  // Something else was plugged in.
  await change();
  await hears(other);
  expect(await track()).toBe(before);

  await one.evaluate(() => {
    const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    navigator.mediaDevices.enumerateDevices = async () =>
      (await list()).map((device) =>
        device.deviceId === 'default'
          ? Object.create(device, {
              groupId: { value: 'headset' },
              kind: { value: device.kind },
              deviceId: { value: 'default' },
            })
          : device,
      );
  });
  await change();
  await expect.poll(track).not.toBe(before);
  await hears(other);
});
