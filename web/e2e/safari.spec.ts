import type { Page } from '@playwright/test';
import { type Callers, expect, heading, hears, hearsNothing, talk, test } from './calln';
import { interruptedAudio, namesWithoutAddresses, oldestSafari, oneCapture, phoneCalls } from './safari';

declare global {
  interface Window {
    /** Suspends what listens, until the page is touched. */
    interrupt(): Promise<void>;
    /** How many contexts run. */
    listening(): number;
  }
}

// What is known to break calls in Safari; docs/browsers.md says where from.

/** A caller in a browser like Safari, in this respect, and one in another; both on the start page. */
async function like(callers: Callers, safari: () => void): Promise<[Page, Page]> {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  await page.addInitScript(safari);
  await page.reload();
  return [page, other];
}

const unheard = (page: Page) => page.getByRole('alert').filter({ hasText: 'They can’t hear you.' });

test('the oldest Safari that the page is built for calls, writes and shows what it can', async ({
  callers,
}) => {
  const [page, other] = await like(callers, oldestSafari);
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await talk(page, other);
  await hears(page);
  await hears(other);
  await expect(page.getByRole('button', { name: /^Safety words/ })).toBeVisible();
  await page.getByRole('textbox', { name: 'Message' }).fill('from a phone');
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  await expect(page.getByText('Delivered')).toBeVisible();
  await page.getByRole('button', { name: 'Sound', exact: true }).click();
  await expect(page.getByLabel('Microphone', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Loudspeaker')).toHaveCount(0);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(page)).toHaveText('You hung up');
  expect(errors).toEqual([]);
});

test('an audio context that stays interrupted stops meters, and no voice', async ({ callers }) => {
  test.slow();
  const [page, other] = await like(callers, interruptedAudio);
  await other.addInitScript(phoneCalls);
  await other.reload();
  await talk(page, other);
  await hears(page);
  await hears(other);
  // Nothing can be measured: that is no reason to say that nobody hears, in the time in which silence is said elsewhere.
  await other.evaluate(() => window.phoneCall(true));
  await expect(unheard(other)).toBeVisible();
  await expect(unheard(page)).toHaveCount(0);
  await hears(other);
});

test('where opening a microphone ends the one before, another can be chosen in a call', async ({
  callers,
}) => {
  const [page, other] = await like(callers, oneCapture);
  await talk(page, other);
  await hears(other);
  await page.getByRole('button', { name: 'Sound', exact: true }).click();
  const choice = page.getByLabel('Microphone', { exact: true });
  await choice.selectOption({ index: 2 });
  await expect
    .poll(() =>
      page.evaluate(() => {
        const track = window.connections.at(-1)?.getSenders()[0]?.track;
        return track?.readyState === 'live' ? track.getSettings().deviceId : undefined;
      }),
    )
    .toBe(await choice.inputValue());
  await hears(other);
});

test('a phone call that takes the microphone is said, and after it the voice is back', async ({
  callers,
}) => {
  const [page, other] = await like(callers, phoneCalls);
  await talk(page, other);
  await hears(other);
  await page.evaluate(() => window.phoneCall(true));
  await hearsNothing(other);
  await expect(unheard(page)).toBeVisible();
  await page.evaluate(() => window.phoneCall(false));
  await hears(other);
  await expect(unheard(page)).toHaveCount(0);
});

test('where addresses are names that can’t be looked up, the two still hear each other', async ({
  callers,
}) => {
  const [page, other] = await like(callers, namesWithoutAddresses);
  await other.addInitScript(namesWithoutAddresses);
  await other.reload();
  await talk(page, other);
  await hears(page);
  await hears(other);
});

test('a loudspeaker that the system pauses plays on, or after a tap where it wants one', async ({
  callers,
}) => {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  await talk(page, other);
  await hears(page);
  const paused = () => page.evaluate(() => document.querySelector('audio')?.paused);
  const interrupt = () => page.evaluate(() => document.querySelector('audio')?.pause());
  const tap = page.getByRole('button', { name: 'Tap to hear them' });

  await interrupt();
  await expect.poll(paused).toBe(false);
  await expect(tap).toBeHidden();

  await page.evaluate(() => {
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no tap', 'NotAllowedError'));
    document.addEventListener('click', () => (HTMLMediaElement.prototype.play = play), { capture: true });
  });
  await interrupt();
  await tap.click();
  await expect(tap).toBeHidden();
  await expect.poll(paused).toBe(false);
});

test('meters that the system interrupts measure again when the page is touched', async ({ callers }) => {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  await page.addInitScript(() => {
    const contexts: AudioContext[] = [];
    window.AudioContext = new Proxy(AudioContext, {
      construct(made, options) {
        const context = new made(...options);
        contexts.push(context);
        return context;
      },
    });
    // Refused until the page is touched, as after a telephone call.
    let touched = true;
    const { resume } = AudioContext.prototype;
    AudioContext.prototype.resume = function () {
      return touched ? resume.call(this) : Promise.reject(new DOMException('', 'InvalidStateError'));
    };
    document.addEventListener('keydown', () => (touched = true), { capture: true });
    window.interrupt = async () => {
      touched = false;
      await Promise.all(contexts.filter(({ state }) => state === 'running').map((it) => it.suspend()));
    };
    window.listening = () => contexts.filter(({ state }) => state === 'running').length;
  });
  await page.reload();
  await talk(page, other);
  const running = () => page.evaluate(() => window.listening());
  await expect.poll(running).toBeGreaterThan(1);
  await page.evaluate(() => window.interrupt());
  expect(await running()).toBe(0);
  await page.keyboard.press('Shift');
  await expect.poll(running).toBeGreaterThan(1);
});
