import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { comeOfAge, keepConnections, receivedHere } from './connections';

/** A server of the test's own, the real program on a port that the system chose. */
export class Server {
  #process: ChildProcess | undefined;
  #port = 0;

  private constructor(
    readonly state: string,
    readonly flags: readonly string[],
  ) {}

  /** Flags go before the defaults: the usual ports of STUN, TURN and metrics are there once on the whole machine. What the server
   * keeps is gone with it. */
  static async start(...flags: readonly string[]): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), 'calln-')), flags);
    await server.#spawn();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Ends the server, and starts another in its place: same port, same state directory. */
  async restart(signal: NodeJS.Signals): Promise<void> {
    await this.end(signal);
    await this.#spawn();
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.state, { recursive: true, force: true });
  }

  /** Ends the server; another may be started in its place. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  async #spawn(): Promise<void> {
    const binary = process.env.CALLN_BIN;
    if (binary === undefined) throw new Error('CALLN_BIN must name the calln program');
    // With its defaults: the server takes every CALLN_ variable for a setting of its own.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('CALLN_')),
    );
    const usual = ['--listen', `127.0.0.1:${this.#port}`, '--state-directory', this.state];
    if (!this.flags.includes('--metrics-listen')) usual.push('--metrics-listen', '127.0.0.1:0');
    if (!this.flags.includes('--turn-listen')) usual.push('--turn-listen', '127.0.0.1:0');
    const child = spawn(binary, ['serve', ...usual, ...this.flags], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    for await (const line of createInterface(child.stdout)) {
      const port = /listening on http:\/\/\S+:(\d+)/.exec(line)?.[1];
      if (port === undefined) continue;
      child.stdout.resume();
      this.#port = Number(port);
      return;
    }
    throw new Error('the server ended before it listened');
  }
}

/** Each caller has a browser profile of their own: two tabs of one profile never meet. */
export class Callers {
  readonly #contexts: BrowserContext[] = [];

  constructor(
    readonly browser: Browser,
    readonly server: Server,
  ) {}

  /**
   * A caller on the start page, whose browser hands out the microphone when asked. Unless a test is about that,
   * they have said in this tab that they are of age.
   */
  async arrive(
    options: Parameters<Browser['newContext']>[0] = {},
    age: 'adult' | 'unsaid' = 'adult',
    url = this.server.url,
  ): Promise<Page> {
    // Without a graphics processor the halo would take the processors that set up the calls.
    const context = await this.browser.newContext({
      permissions: ['microphone'],
      reducedMotion: 'reduce',
      ...options,
    });
    this.#contexts.push(context);
    if (age === 'adult') await context.addInitScript(comeOfAge);
    const page = await context.newPage();
    await page.addInitScript(keepConnections);
    await page.goto(url);
    return page;
  }

  async leave(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}

export { comeOfAge, keepConnections, receivedHere };

export const test = base.extend<{ flags: string[]; server: Server; callers: Callers }>({
  /** What the server is started with, where a test isn’t about the defaults. */
  flags: [[], { option: true }],
  server: async ({ flags }, use) => {
    const server = await Server.start(...flags);
    await use(server);
    await server.stop();
  },
  callers: async ({ browser, server }, use) => {
    const callers = new Callers(browser, server);
    await use(callers);
    await callers.leave();
  },
});

export { expect };

/** The one big button. */
export const button = (page: Page) =>
  page.getByRole('button', { name: /Talk to a stranger|Next caller|Try again/ });

export const heading = (page: Page) => page.getByRole('heading', { level: 1 });

export const connected = (page: Page) => expect(page.getByText('connected', { exact: true })).toBeVisible();

/** The call has gone on for so long that the server keeps the place of who is cut off for the whole time: in the first 10 s it keeps it 8 s. */
export const established = (page: Page) => expect(page.locator('.timer')).toHaveText(/^0:[1-5]\d$|^[1-9]/);

/** Both press the button; both are connected when this returns. */
export async function talk(one: Page, other: Page): Promise<void> {
  await button(one).click();
  await expect(heading(one)).toHaveText('Looking for somebody');
  await button(other).click();
  await connected(one);
  await connected(other);
}

/** A voice arrives, and goes on arriving: more packets, and not of silence. */
export async function hears(page: Page): Promise<void> {
  const before = await received(page);
  await expect
    .poll(async () => {
      const now = await received(page);
      return now.packets > before.packets && now.energy > before.energy;
    })
    .toBe(true);
}

/** Packets arrive, and all of them are silence: 20 of them are 400 ms, and the fake microphone beeps twice a second. */
export async function hearsNothing(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      const before = await received(page);
      await expect.poll(async () => (await received(page)).packets).toBeGreaterThan(before.packets + 30);
      return (await received(page)).energy - before.energy;
    })
    .toBeLessThan(1e-6);
}

/** What the last connection of the page has received so far. */
export const received = (page: Page) => page.evaluate(receivedHere);
