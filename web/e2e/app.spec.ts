import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { FromApp, FromPage } from '../src/wire';
import { button, connected, established, expect, heading, hears, talk, test } from './calln';

const HOSTILE = join(import.meta.dirname, 'hostile-ad.html');
const AGENT =
  'Mozilla/5.0 (Linux; Android 16; wv) AppleWebKit/537.36 Version/4.0 Chrome/140.0.0.0 Mobile CallnAndroid/1';

declare global {
  interface Window {
    /** The app's end of the port, put there by the test. */
    nativePort: MessagePort;
    said: FromPage[];
    /** How often something has posed as the app. */
    posed: number;
  }
}

/**
 * Hands the port over as a WebView does: from outside of the page, so with neither source nor origin. `kept` is what the app
 * has of a call of before.
 */
async function handOver(page: Page, kept?: string): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        if (window.said?.length) return window.said[0]?.type;
        const { port1, port2 } = new MessageChannel();
        window.said = [];
        port1.onmessage = ({ data }) => window.said.push(JSON.parse(data));
        window.nativePort = port1;
        dispatchEvent(new MessageEvent('message', { data: 'calln:port', ports: [port2] }));
        return undefined;
      }),
    )
    .toBe('ready');
  await tell(page, {
    type: 'hello',
    version: 1,
    privacy_options: true,
    ...(kept !== undefined && { kept_call: kept }),
  });
}

const tell = (page: Page, message: FromApp) =>
  page.evaluate((text) => window.nativePort.postMessage(text), JSON.stringify(message));

/** The caller's states that the app was told of. */
const told = (page: Page) =>
  page.evaluate(() =>
    window.said.filter((message) => message.type === 'state').map((message) => message.state.at),
  );

test.use({
  flags: [...['start', 'waiting', 'call', 'ended'].flatMap((slot) => [`--ads-${slot}`, HOSTILE])],
});

test('p30 a call in the app: all that the page has, its states told, its buttons outside obeyed', async ({
  callers,
}) => {
  const [app, other] = [await callers.arrive({ userAgent: AGENT }), await callers.arrive()];
  await handOver(app);
  await button(app).click();
  await expect(heading(app)).toHaveText('Looking for somebody');
  await expect.poll(() => told(app)).toEqual(['idle', 'searching']);
  await button(other).click();
  await connected(app);
  await hears(app);
  await expect
    .poll(() => app.evaluate(() => window.said.findLast(({ type }) => type === 'state')))
    .toMatchObject({ state: { at: 'call', connected: true, muted: false } });
  await tell(app, { type: 'command', command: 'mute' });
  await expect(app.getByRole('button', { name: 'Unmute' })).toBeVisible();
  await tell(app, { type: 'command', command: 'unmute' });
  await tell(app, { type: 'held', held: true });
  await expect(other.getByText('They are on another call.')).toBeVisible();
  await tell(app, { type: 'held', held: false });
  await expect(other.getByText('They are on another call.')).toBeHidden();
  await tell(app, {
    type: 'routes',
    routes: [
      { id: '1', kind: 'earpiece', name: null },
      { id: '2', kind: 'bluetooth', name: 'Buds' },
    ],
    chosen: '1',
  });
  await app.locator('.top-button').click();
  const routes = app.getByLabel('Where you hear them');
  await expect(routes).toHaveValue('1');
  await routes.selectOption({ label: 'Buds' });
  await expect
    .poll(() => app.evaluate(() => window.said.at(-1)))
    .toEqual({ type: 'choose_route', route: '2' });
  await app.keyboard.press('Escape');
  await tell(app, { type: 'command', command: 'hang_up' });
  await expect.poll(async () => (await told(app)).at(-1)).toBe('idle');
  await expect(heading(other)).toHaveText('They hung up');
  await expect
    .poll(() => app.evaluate(() => window.said.findLast(({ type }) => type === 'keep_call')))
    .toMatchObject({ call: null });
});

test('p30 an app whose process has died brings its page back into the call', async ({ callers }) => {
  const [app, other] = [await callers.arrive({ userAgent: AGENT }), await callers.arrive()];
  await handOver(app);
  await talk(app, other);
  await established(app);
  await hears(other);
  const kept = await app.evaluate(() => window.said.findLast(({ type }) => type === 'keep_call'));
  if (kept?.type !== 'keep_call' || kept.call === null) throw new Error('the app was given nothing to keep');
  // A process that dies says nothing, and takes the storage of its tab along.
  await app.evaluate(() =>
    window.addEventListener('pagehide', (event) => event.stopImmediatePropagation(), { capture: true }),
  );
  await app.close();
  const again = await callers.arrive({ userAgent: AGENT });
  await handOver(again, kept.call);
  await connected(again);
  await hears(again);
  await hears(other);
});

test('p25 in the app the page shows no advertising of its own, and Privacy options in footer and sheet', async ({
  callers,
}) => {
  const [app, browser] = [await callers.arrive({ userAgent: AGENT }), await callers.arrive()];
  await handOver(app);
  await expect(browser.locator('iframe')).toHaveCount(1);
  await expect(app.locator('iframe')).toHaveCount(0);
  await app.getByRole('contentinfo').getByRole('button', { name: 'Privacy options' }).click();
  await expect.poll(() => app.evaluate(() => window.said.at(-1))).toEqual({ type: 'show_privacy_options' });
  await app.locator('.top-button').click();
  await expect(app.getByRole('dialog').getByRole('button', { name: 'Privacy options' })).toBeVisible();
  await app.getByRole('dialog').getByRole('button', { name: 'Open the settings' }).click();
  await expect.poll(() => app.evaluate(() => window.said.at(-1))).toEqual({ type: 'show_app_settings' });
  await expect(browser.getByRole('button', { name: 'Privacy options' })).toHaveCount(0);
});

test('p22 no advertisement’s frame and no window can pose as the app', async ({ callers }) => {
  const app = await callers.arrive({ userAgent: AGENT });
  await handOver(app);
  const before = await app.evaluate(() => window.said.length);
  // An advertisement's frame, as the page itself would show it in a browser.
  await app.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.sandbox.add('allow-scripts');
    frame.src = '/ad/start';
    document.body.append(frame);
  });
  await expect.poll(() => app.frames().length).toBe(2);
  await app.evaluate(() => {
    window.posed = 0;
    addEventListener('message', ({ data }) => {
      if (data === 'calln:port') window.posed++;
    });
    postMessage('calln:port', '*', [new MessageChannel().port2]);
  });
  await app.frames()[1]?.evaluate(() => parent.postMessage('calln:port', '*', [new MessageChannel().port2]));
  // Whoever takes a port has taken it by then, and has let go of the one before.
  await expect.poll(() => app.evaluate(() => window.posed)).toBe(2);
  // The real one still is.
  await button(app).click();
  await expect.poll(() => app.evaluate(() => window.said.length)).toBeGreaterThan(before);
});

test('a browser never loads the app’s part of the page', async ({ callers }) => {
  const page = await callers.arrive();
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.reload();
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 0))));
  expect(loaded.filter((path) => path.includes('native-app'))).toEqual([]);
});
