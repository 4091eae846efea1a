import type { Page } from '@playwright/test';
import { button, expect, heading, test } from './calln';

declare global {
  interface Window {
    /** What the page has asked of the browser that tells one visitor from others, put there by the test. */
    tellTales: string[];
  }
}

/** Watches over what fingerprints are made of, and over the visitor's place. */
function watchTellTales() {
  window.tellTales = [];
  const watch = (owner: object | undefined, ...names: readonly string[]) => {
    for (const name of names) {
      const original: unknown = owner && Reflect.get(owner, name);
      if (owner === undefined || typeof original !== 'function') continue;
      Reflect.set(owner, name, function (this: unknown, ...values: unknown[]) {
        window.tellTales.push(name);
        return new.target
          ? Reflect.construct(original, values, new.target)
          : Reflect.apply(original, this, values);
      });
    }
  };
  watch(HTMLCanvasElement.prototype, 'toDataURL', 'toBlob');
  watch(CanvasRenderingContext2D.prototype, 'getImageData', 'measureText');
  watch(WebGLRenderingContext.prototype, 'getParameter', 'getExtension', 'readPixels');
  watch(WebGL2RenderingContext.prototype, 'getParameter', 'getExtension', 'readPixels');
  watch(window, 'OfflineAudioContext', 'queryLocalFonts');
  watch(FontFaceSet.prototype, 'check');
  watch(Geolocation.prototype, 'getCurrentPosition', 'watchPosition');
  watch(MediaDevices.prototype, 'enumerateDevices');
  watch(SpeechSynthesis.prototype, 'getVoices');
}

test('p14 p42 a whole visit asks no other host for anything, breaks no rule of the content policy, and asks the browser for nothing that tells visitors apart', async ({
  callers,
}) => {
  const page = await callers.arrive();
  const other = await callers.arrive();
  const hosts = new Set<string>();
  const complaints: string[] = [];
  for (const visitor of [page, other]) {
    visitor.on('request', (request) => hosts.add(new URL(request.url()).host));
    visitor.on('websocket', (socket) => hosts.add(new URL(socket.url()).host));
    visitor.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    visitor.on('pageerror', (error) => complaints.push(error.message));
    await visitor.addInitScript(watchTellTales);
    await visitor.reload();
  }
  await page.getByRole('button', { name: /^Meet/ }).click();
  await page.getByRole('combobox', { name: /Choose/ }).fill('fr');
  await expect(page.getByRole('listbox').getByRole('option', { name: 'France' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Done' }).click();
  await button(page).click();
  await button(other).click();
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expect(heading(page)).toHaveText('You hung up');
  expect([...hosts]).toEqual([new URL(callers.server.url).host]);
  expect(complaints).toEqual([]);
  expect(await page.evaluate(() => window.tellTales)).toEqual([]);
  await page.evaluate(() => document.createElement('canvas').toDataURL());
  expect(await page.evaluate(() => window.tellTales), 'the test would have noticed').toEqual(['toDataURL']);
});

test('p15 nothing is stored but what was said of one’s age, the wish and a tag of the tab, and no cookie set', async ({
  callers,
}) => {
  const page = await callers.arrive();
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  expect(await page.context().cookies()).toEqual([]);
  expect(await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage).sort()])).toEqual([
    [],
    ['calln.age', 'calln.tag'],
  ]);
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

test('p18 a device remembers choices only on a wish, and forgets them at one tap', async ({ callers }) => {
  const page = await callers.arrive({}, 'unsaid');
  const lasting = () => page.evaluate(() => Object.keys(localStorage).sort());
  const another = async () => {
    const tab = await page.context().newPage();
    await tab.goto(callers.server.url);
    return tab;
  };
  const wish = (of: Page) => of.getByRole('button', { name: /^Meet/ });
  await wish(page).click();
  await page.getByRole('listbox').getByRole('option', { name: 'Norway', exact: true }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await lasting()).toEqual([]);

  await button(page).click();
  await page.getByRole('dialog').getByLabel('Remember on this device').check();
  await page.getByRole('button', { name: 'I am 18 or older' }).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
  expect(await lasting()).toEqual(['calln.age', 'calln.remembered', 'calln.wish']);
  const later = await another();
  await expect(wish(later)).toHaveText(/Only Norway/);
  await button(later).click();
  await expect(heading(later)).toHaveText('Looking for somebody');

  await later.getByRole('button', { name: 'Sound' }).click();
  await later.getByRole('dialog').getByLabel('Remember on this device').uncheck();
  // A browser tells its other tabs a little later.
  await expect.poll(lasting).toEqual([]);
  await expect(wish(later)).toHaveText(/Only Norway/);
  await expect(wish(await another())).toHaveText(/Anyone, anywhere/);
});

test('p43 with the defaults no server of others is asked for an address', async ({ callers }) => {
  const [page, other] = [await callers.arrive(), await callers.arrive()];
  await button(page).click();
  await button(other).click();
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  const asked = await page.evaluate(() =>
    window.connections.flatMap((connection) =>
      (connection.getConfiguration().iceServers ?? []).flatMap(({ urls }) => urls),
    ),
  );
  const own = new URL(callers.server.url).hostname;
  expect(asked.filter((url) => url.split(':')[1] !== own)).toEqual([]);
});
