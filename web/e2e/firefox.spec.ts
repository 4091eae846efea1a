import type { Page } from '@playwright/test';
import puppeteer, { type Browser, type Page as FoxPage } from 'puppeteer-core';
import {
  test as base,
  button,
  comeOfAge,
  expect,
  heading,
  hears,
  keepConnections,
  receivedHere,
} from './calln';
import { countOffers, setUp } from './crossing';
import { Middlebox } from './middlebox';
import { EXPOSING, nearEnd, recorded, relayOver, seekingHere } from './relayed';

/** A microphone that hums, and calls where only the loopback interface exists. Nothing that calls home. */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.link_local': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.gmp-manager.updateEnabled': false,
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

/** Playwright can't drive the Firefox that people have; BiDi can. */
async function firefox(besides: Record<string, unknown> = {}): Promise<Browser> {
  const executablePath = process.env.FIREFOX;
  if (executablePath === undefined) throw new Error('FIREFOX must name the Firefox program');
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: { ...PREFERENCES, ...besides },
  });
}

const test = base.extend<{ fox: FoxPage }>({
  /** A page of Firefox in which the caller has come of age, and which is not opened yet. */
  fox: async ({ browserName: _ }, use) => {
    const browser = await firefox();
    const fox = await browser.newPage();
    await fox.evaluateOnNewDocument(keepConnections);
    await fox.evaluateOnNewDocument(comeOfAge);
    await use(fox);
    await browser.close();
  },
});

/** A place in a call is renewed every minute; here, every other second. To be run in the page before its own code. */
function renewSoon() {
  const native = window.setInterval.bind(window);
  const sooner = (handler: TimerHandler, wait?: number) => native(handler, wait === 60_000 ? 2_000 : wait);
  window.setInterval = sooner as typeof window.setInterval;
}

const title = (page: FoxPage) =>
  expect.poll(() => page.evaluate(() => document.querySelector('h1')?.textContent));

async function hearsInFirefox(page: FoxPage): Promise<void> {
  const before = await page.evaluate(receivedHere);
  await expect
    .poll(async () => {
      const now = await page.evaluate(receivedHere);
      return now.packets > before.packets && now.energy > before.energy;
    })
    .toBe(true);
}

/** To be run in the page that is to find another way to the partner. */
const seekHere = () => window.connections.at(-1)?.restartIce();

/** One of the two finds another way to the other, over the same connection. */
async function seekAnotherWay(seek: () => Promise<void>, page: Page, fox: FoxPage): Promise<void> {
  const ways = async () => ({
    page: (await page.evaluate(seekingHere)).ufrag,
    fox: (await fox.evaluate(seekingHere)).ufrag,
  });
  const before = await ways();
  await seek();
  await expect.poll(async () => (await ways()).page).not.toBe(before.page);
  await expect.poll(async () => (await ways()).fox).not.toBe(before.fox);
  await hearsInFirefox(fox);
  await hears(page);
}

test('p01 p02 callers in Chromium and in Firefox hear each other, whoever came first', async ({
  callers,
  server,
  fox,
}) => {
  await fox.goto(server.url);

  await fox.click('.disc-button');
  await title(fox).toBe('Looking for somebody');
  // The two are nearer to each other than to the server, as most are: what they check comes before what they say.
  const middlebox = await Middlebox.start(() => server.port, 40);
  const second = await callers.arrive({}, 'adult', middlebox.url);
  await button(second).click();
  await hearsInFirefox(fox);
  await hears(second);
  await seekAnotherWay(() => second.evaluate(seekHere), second, fox);
  await seekAnotherWay(() => fox.evaluate(seekHere), second, fox);
  await second.getByRole('button', { name: 'Hang up' }).click();
  await title(fox).toBe('They hung up');
  await middlebox.stop();

  const first = await callers.arrive();
  await button(first).click();
  await expect(heading(first)).toHaveText('Looking for somebody');
  await fox.click('.disc-button');
  await hearsInFirefox(fox);
  await hears(first);
});

test('p01 p02 offers of Chromium and of Firefox cross, whoever came first', async ({
  callers,
  server,
  fox,
}) => {
  const newcomer = async () => {
    const page = await callers.arrive();
    await page.addInitScript(countOffers);
    const said = setUp(page);
    await page.reload();
    return { page, said };
  };
  await fox.evaluateOnNewDocument(countOffers);
  await fox.goto(server.url);
  await fox.click('.disc-button');
  await expect.poll(() => fox.evaluate(() => window.offers)).toBe(1);
  const second = await newcomer();
  await button(second.page).hover();
  await expect.poll(() => second.page.evaluate(() => window.offers)).toBe(1);
  await button(second.page).click();
  await hearsInFirefox(fox);
  await hears(second.page);
  expect(second.said).toEqual(['join with an offer']);
  await seekAnotherWay(() => second.page.evaluate(seekHere), second.page, fox);

  // Now Firefox is the newcomer.
  const third = await newcomer();
  await button(third.page).click();
  await expect(heading(third.page)).toHaveText('Looking for somebody');
  await expect.poll(() => third.said.length).toBeGreaterThan(0);
  await expect.poll(() => fox.evaluate(() => window.offers)).toBe(2);
  await fox.click('.control-next');
  await hearsInFirefox(fox);
  await hears(third.page);
  expect(third.said).not.toContain('offer');
  expect(third.said).not.toContain('answer');
});

for (const transport of ['udp', 'tcp']) {
  test.describe(`over ${transport}`, () => {
    test('p10 callers in Chromium and in Firefox talk through the relay alone when one hides', async ({
      callers,
      server,
      fox,
    }) => {
      await fox.evaluateOnNewDocument(relayOver, transport);
      await fox.evaluateOnNewDocument(renewSoon);
      await fox.goto(server.url);
      await fox.click('.toggle input');
      const other = await callers.arrive();
      await other.addInitScript(relayOver, transport);
      const frames = recorded(other);
      await other.reload();

      await fox.click('.disc-button');
      await title(fox).toBe('Looking for somebody');
      await button(other).click();
      await hearsInFirefox(fox);
      await hears(other);
      const relayed = { candidateType: 'relay', relayProtocol: transport };
      expect(await fox.evaluate(nearEnd)).toEqual(relayed);
      expect(await other.evaluate(nearEnd)).toEqual(relayed);
      expect(frames.join()).toContain(' typ relay ');
      expect(frames.join()).not.toMatch(EXPOSING);

      // Firefox too takes fresh credentials for a connection that stands, and finds another way with them.
      const seeking = () => fox.evaluate(seekingHere);
      const before = await seeking();
      await expect.poll(async () => (await seeking()).username).not.toBe(before.username);
      await fox.evaluate(() => window.connections.at(-1)?.restartIce());
      await expect.poll(async () => (await seeking()).ufrag).not.toBe(before.ufrag);
      await hearsInFirefox(fox);
      await hears(other);
      // While the other way is being found Firefox names none; the fresh credentials lead there over UDP too.
      await expect.poll(async () => (await fox.evaluate(nearEnd)).candidateType).toBe('relay');
    });
  });
}

test('with all cookies blocked and without Web Audio every page of Firefox is there, and a call comes about', async ({
  callers,
  server,
}) => {
  const browser = await firefox({ 'network.cookie.cookieBehavior': 2, 'dom.webaudio.enabled': false });
  const fox = await browser.newPage();
  await fox.evaluateOnNewDocument(keepConnections);
  for (const path of ['/check', '/my-data', '/']) {
    await fox.goto(server.url + path);
    await expect.poll(() => fox.evaluate(() => document.documentElement.dataset.page)).toBe('started');
    await title(fox).not.toBe('');
  }
  expect(await fox.evaluate(() => 'AudioContext' in window)).toBe(false);
  await fox.click('.disc-button');
  // Nothing is remembered here, so they say that they are of age.
  await fox.waitForSelector('dialog[open] button');
  await fox.click('dialog[open] button');
  await title(fox).toBe('Looking for somebody');
  const other = await callers.arrive();
  await button(other).click();
  await hears(other);
  await hearsInFirefox(fox);
  await browser.close();
});
