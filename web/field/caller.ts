import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { AUDIBLE, windHere } from '../bench/stopwatch.ts';
import { speakWithoutPause } from '../bench/voice.ts';
import { comeOfAge, keepConnections, receivedHere } from '../e2e/connections.ts';
import { countOffers } from '../e2e/crossing.ts';
import type { Answer, Order } from './orders.ts';
import { isSteadyHere, watchHere } from './silence.ts';
import { wayHere } from './way.ts';

/** For the page, and for an offer: nothing of that takes more than a few trips to the server. */
const READY = 15_000;
/** For a voice: longer than any caller would wait. */
const VOICE = 15_000;
/** For a better way than the first that was found. */
const SETTLED = 3_000;
/** For a voice that was lost: the page itself gives up before. */
const RECOVERED = 45_000;
/** A longer time without a packet is an interruption: one comes every 20 ms, and the jitter buffer hides a few. */
const INTERRUPTION = 200;
/** Between two looks at a page, in milliseconds. */
const POLLING = 50;

/** Somebody who calls: one page at a time, as they are told. */
export class Caller {
  readonly #browser: Browser;
  /** Firefox plays nothing where there is no sound device, and neither sings nor listens: there, a packet is a voice. */
  readonly #plays: boolean;
  #context: BrowserContext | undefined;
  #page: Page | undefined;
  #hidden = false;

  constructor(browser: Browser, plays: boolean) {
    this.#browser = browser;
    this.#plays = plays;
  }

  async obey(order: Order): Promise<Answer> {
    try {
      switch (order.order) {
        case 'open':
          return await this.#open(order.url, order.hidden);
        case 'wait':
          return await this.#wait();
        case 'press':
          return await this.#press();
        case 'hear':
          return await this.#hear(order.way);
        case 'watch':
          return await this.#watch();
        case 'recover':
          return await this.#recover(order.steady);
        case 'leave':
          return await this.#leave();
      }
    } catch (error) {
      return {
        error: `${order.order}: ${error instanceof Error ? error.message : error}; ${await this.#seen()}`,
      };
    }
  }

  async #open(url: string, hidden: boolean): Promise<Answer> {
    await this.#leave();
    this.#context = await this.#browser.createBrowserContext();
    const page = await this.#context.newPage();
    this.#page = page;
    page.setDefaultTimeout(READY);
    // Without a graphics processor the halo would take the processors that set up the calls. Firefox can't be told.
    if (this.#plays) await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    for (const prepare of [comeOfAge, keepConnections, countOffers])
      await page.evaluateOnNewDocument(prepare);
    if (this.#plays) await page.evaluateOnNewDocument(speakWithoutPause);
    await page.evaluateOnNewDocument(windHere, AUDIBLE);
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    await page.waitForSelector('.disc-button');
    this.#hidden = hidden;
    if (hidden) await page.click('.hide-address input');
    return {};
  }

  async #wait(): Promise<Answer> {
    await this.#press();
    await until(READY, () =>
      this.page.evaluate(
        // A hidden caller's offer takes credentials that are for one call, and is made in it.
        (hidden) =>
          (hidden || window.offers > 0) &&
          document.querySelector('h1')?.textContent === 'Looking for somebody',
        this.#hidden,
      ),
    );
    return {};
  }

  async #press(): Promise<Answer> {
    await this.page.click('.disc-button');
    return {};
  }

  async #hear(expected: string): Promise<Answer> {
    let voice = 0;
    await until(VOICE, async () => {
      const { pressed, heard, rtp } = await this.page.evaluate(() => window.stopwatch);
      const arrived = this.#plays ? heard : rtp;
      voice = arrived && arrived - pressed;
      return voice > 0;
    });
    const before = await this.page.evaluate(receivedHere);
    await until(SETTLED, async () => {
      const { packets, energy } = await this.page.evaluate(receivedHere);
      return packets > before.packets && energy > before.energy;
    });
    let way = '';
    await until(SETTLED, async () => {
      way = await this.page.evaluate(wayHere);
      return way === expected;
    }).catch(() => {
      // Whoever asked sees it by the answer.
    });
    return { voice, way };
  }

  async #watch(): Promise<Answer> {
    await this.page.evaluate(watchHere, INTERRUPTION);
    return {};
  }

  async #recover(steady: number): Promise<Answer> {
    await until(RECOVERED, () => this.page.evaluate(isSteadyHere, steady));
    const gap = await this.page.evaluate(() => window.silence.longest);
    return { gap, way: await this.page.evaluate(wayHere) };
  }

  async #leave(): Promise<Answer> {
    await this.#context?.close();
    this.#context = undefined;
    this.#page = undefined;
    return {};
  }

  get page(): Page {
    if (this.#page === undefined) throw new Error('no page is open');
    return this.#page;
  }

  /** What a failure is told with. */
  async #seen(): Promise<string> {
    const seen = this.#page?.evaluate(() => {
      const connections = window.connections.map((each) => {
        const types = each.localDescription?.sdp.match(/ typ \w+/g) ?? [];
        return `${each.iceConnectionState} with${[...new Set(types)].join() || ' no candidate'}`;
      });
      return `${location.href} "${document.querySelector('h1')?.textContent}", ICE: ${connections.join('; ') || 'no partner'}`;
    });
    return (await seen?.catch(() => 'the page is gone')) ?? 'no page';
  }
}

async function until(timeout: number, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited for ${timeout} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLLING));
  }
}
