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
    turn_udp: 'good',
    turn_tcp: 'good',
    loopback: 'good',
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All is well');
  const report = await page.getByLabel('Report').inputValue();
  expect(report).toMatch(/^Microphone: good, works \(-?\d+ dB\)$/m);
  expect(report).toMatch(/^TURN over UDP: good, works \(\d+ ms\)\nTURN over TCP: good, works \(\d+ ms\)$/m);
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

test('through the relay the self-test talks to itself, over each way alone', async ({ callers }) => {
  const page = await callers.arrive({ baseURL: callers.server.url });
  await page.addInitScript(keepWays);
  await run(page);
  // Two connections for each of the two ways; all others may go directly.
  const relayed = (await page.evaluate(() => window.ways)).filter(({ policy }) => policy === 'relay');
  expect(relayed.map(({ transports }) => transports.join())).toEqual(['udp', 'udp', 'tcp', 'tcp']);
  for (const { kinds } of relayed) expect([...new Set(kinds)]).toEqual(['relay']);
});

test.describe('a relay that callers can’t reach', () => {
  // They are told another address than the one that the server listens at.
  test.use({ flags: ['--turn-host', '127.0.0.2'] });

  test('p10 a blocked relay is said so in plain words, and its report holds no address', async ({
    callers,
  }) => {
    const page = await callers.arrive({ baseURL: callers.server.url });
    await run(page);
    const [udp, tcp] = [page.locator('[data-step=turn_udp]'), page.locator('[data-step=turn_tcp]')];
    for (const step of [udp, tcp]) {
      await expect(step).toHaveAttribute('data-verdict', 'bad');
      await expect(step).toContainText('No answer. Your network may block it');
    }
    const report = await page.getByLabel('Report').inputValue();
    expect(report).toMatch(/^TURN over UDP: bad, no answer\nTURN over TCP: bad, no answer$/m);
    expect(report).not.toMatch(ADDRESS);
  });
});

test.describe('no relay', () => {
  test.use({ flags: ['--relay-policy', 'never'] });

  test('where the operator has switched the relay off, there is nothing to test, and nothing wrong', async ({
    callers,
  }) => {
    const page = await callers.arrive({ baseURL: callers.server.url });
    await run(page);
    expect(await verdicts(page)).toMatchObject({ stun: 'good', turn_udp: 'skipped', turn_tcp: 'skipped' });
    await expect(page.locator('[data-step=turn_udp]')).toContainText('This service has no relay');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('All is well');
    expect(await page.getByLabel('Report').inputValue()).toContain('TURN over UDP: skipped, relay off');
  });
});

test.describe('a relay with room for one', () => {
  test.use({ flags: ['--turn-allocations', '1'] });

  test('a relay that is full is told from one that can’t be reached', async ({ callers }) => {
    const page = await callers.arrive({ baseURL: callers.server.url });
    await run(page);
    for (const step of ['turn_udp', 'turn_tcp']) {
      await expect(page.locator(`[data-step=${step}]`)).toContainText('The relay answers, and says no');
    }
    expect(await page.getByLabel('Report').inputValue()).toContain('TURN over UDP: bad, refused');
  });
});

test('who tests too often is told to wait, and nothing is wrong', async ({ callers }) => {
  const page = await callers.arrive({ baseURL: callers.server.url });
  // As often as the door lets anybody, and on and on: every few seconds it lets in one more.
  const other = await callers.arrive();
  await other.evaluate(async () => {
    const test = () => fetch('/api/check/relay', { method: 'POST' });
    while ((await test()).ok);
    const goOn = (): void => void test().then(goOn, () => undefined);
    goOn();
  });
  await run(page);
  await expect(page.locator('[data-step=turn_udp]')).toContainText('there were many tests');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All is well');
});

test('the self-test speaks the language that was chosen where it is opened from', async ({ callers }) => {
  const page = await callers.arrive({ locale: 'de-CH' });
  await page.getByLabel('Sprache').selectOption('ar');
  await page.getByRole('button', { name: 'الصوت' }).click();
  const opened = page.waitForEvent('popup');
  await page.locator('a[href^="/check"]').click();
  const test = await opened;
  await expect(test.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(test.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(test.getByRole('button', { name: 'ابدأ الاختبار' })).toBeVisible();
  // It keeps to itself: the page with the call can't be reached from it.
  expect(await test.evaluate(() => window.opener)).toBeNull();
  // And back at the start, it is still the language.
  await test.locator('a.wordmark').click();
  await expect(test.locator('html')).toHaveAttribute('lang', 'ar');
});

test('a language that is asked for and isn’t spoken changes nothing', async ({ callers }) => {
  const page = await callers.arrive({ baseURL: callers.server.url, locale: 'fr-FR' });
  await page.goto('/check?lang=tlh');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await page.goto('/check?lang=hi');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('क्या सब कुछ काम करता है?');
});

declare global {
  interface Window {
    /** The ways that each connection of the page may take and has found, put there by the test. */
    ways: { policy: string | undefined; transports: string[]; kinds: string[] }[];
  }
}

/** To be run in the page before its own code. */
function keepWays() {
  window.ways = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      const urls = (configuration?.iceServers ?? []).flatMap((server) => server.urls);
      const transports = urls.map((url) => new URLSearchParams(url.split('?')[1]).get('transport') ?? '');
      const way = { policy: configuration?.iceTransportPolicy, transports, kinds: [] as string[] };
      window.ways.push(way);
      this.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate?.type) way.kinds.push(candidate.type);
      });
    }
  };
}
