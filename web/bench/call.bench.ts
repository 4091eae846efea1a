import type { Browser, BrowserContext, Page } from '@playwright/test';
import { comeOfAge, expect, received, talk, test } from '../e2e/calln';
import { listenForGaps } from '../e2e/gaps';
import { Middlebox } from '../e2e/middlebox';
import { CALLN, HASTY, type Kind, NAIVE, RELAYED, TOUCH } from './kinds';
import { type Lap, lap, wind } from './stopwatch';
import { speakWithoutPause } from './voice';

/** How often each is measured. */
const ROUNDS = Number(process.env.ROUNDS ?? 20);
/** How many of them one kind of page has at a time: the others are closed meanwhile, and take no processor away. */
const TURN = 5;
/** What signalling takes one way, in milliseconds: a server in the next room, and one a continent away. */
const DELAYS = (process.env.DELAYS ?? '0,40').split(',').map(Number);

test.describe.configure({ timeout: 900_000 });

for (const delay of DELAYS) {
  test(`click to voice, ${delay} ms one way`, async ({ browser, server }) => {
    const middlebox = await Middlebox.start(() => server.port, delay);
    const laps = { calln: noLaps(), hasty: noLaps(), touch: noLaps(), relayed: noLaps(), naive: noLaps() };
    const kinds = { calln: CALLN, hasty: HASTY, touch: TOUCH, relayed: RELAYED, naive: NAIVE };
    for (let turn = 0; turn < ROUNDS; turn += TURN) {
      for (const [name, kind] of Object.entries(kinds)) {
        const table = await Table.lay(browser, kind, middlebox.url, laps[name as keyof typeof laps]);
        for (let round = 0; round < TURN; round++) await table.play();
        await table.clear();
      }
    }
    const { calln, hasty, touch, relayed, naive } = laps;
    const rows = [
      row('naive', naive.newcomer, naive.newcomer),
      row('newcomer', calln.newcomer, naive.newcomer),
      row('newcomer, pressed at once', hasty.newcomer, naive.newcomer),
      row('newcomer, by a finger', touch.newcomer, naive.newcomer),
      row('newcomer, through the relay', relayed.newcomer, naive.newcomer),
      row('next', calln.next, naive.newcomer),
      row('naive, with all kept open', naive.next, naive.newcomer),
    ];
    console.log(`\n${delay} ms one way | first RTP, ms | × naive | first sound, ms | × naive`);
    for (const cells of rows) console.log(cells.join(' | '));
    await middlebox.stop();
  });
}

test('a server that is killed', async ({ callers, server }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await talk(one, other);
  const before = await received(one);
  const gap = await listenForGaps(one);
  await server.restart('SIGKILL');
  await expect.poll(async () => (await received(one)).packets).toBeGreaterThan(before.packets + 250);
  const { lost } = await received(one);
  console.log(
    `\nserver killed: ${lost - before.lost} packets lost, largest gap ${(await gap()).toFixed(0)} ms`,
  );
});

/** What was measured of one kind of page. */
type Laps = { readonly newcomer: Lap[]; readonly next: Lap[] };

const noLaps = (): Laps => ({ newcomer: [], next: [] });

/** Two who wait, one after the other, and one who comes and goes on from the first to the second. */
class Table {
  private constructor(
    readonly kind: Kind,
    readonly url: string,
    readonly laps: Laps,
    readonly contexts: readonly BrowserContext[],
    readonly waiters: readonly [Page, Page],
    readonly caller: Page,
  ) {}

  static async lay(browser: Browser, kind: Kind, url: string, laps: Laps): Promise<Table> {
    const contexts: BrowserContext[] = [];
    const arrive = async () => {
      // Without a graphics processor the halo of three pages would take the processors that set up the calls.
      const context = await browser.newContext({
        permissions: ['microphone'],
        bypassCSP: true,
        reducedMotion: 'reduce',
        hasTouch: kind === TOUCH,
      });
      contexts.push(context);
      context.setDefaultTimeout(15_000);
      await context.addInitScript(comeOfAge);
      return context.newPage();
    };
    const [first, second, caller] = [await arrive(), await arrive(), await arrive()];
    for (const waiter of [first, second]) {
      await waiter.addInitScript(speakWithoutPause);
      await kind.open(waiter, url);
    }
    await wind(caller);
    return new Table(kind, url, laps, contexts, [first, second], caller);
  }

  async play(): Promise<void> {
    const { kind, caller } = this;
    const [first, second] = this.waiters;
    // A page opened anew is somebody new: the two who wait have not met them.
    await kind.open(caller, this.url);
    await kind.wait(first);
    await kind.start(caller);
    this.laps.newcomer.push(await lap(caller));
    await kind.wait(second);
    await kind.next(caller);
    this.laps.next.push(await lap(caller));
    await caller.goto('about:blank');
  }

  async clear(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
  }
}

function row(name: string, laps: readonly Lap[], naive: readonly Lap[]): string[] {
  const cells = (['rtp', 'heard'] as const).flatMap((what) => {
    const [own, others] = [median(laps.map((lap) => lap[what])), median(naive.map((lap) => lap[what]))];
    return [own.toFixed(0), (own / others).toFixed(2)];
  });
  return [name, ...cells];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
