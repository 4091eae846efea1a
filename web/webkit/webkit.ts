import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { Server } from '../e2e/calln';
import { misfits } from '../e2e/misfits';
import { Driver, type Session } from './webdriver';

/** What MiniBrowser has around the page shrinks to nothing, so that its window can be as narrow as a phone. */
const NO_FRAME = '* { font-size: 1px; min-width: 0; min-height: 0; margin: 0; padding: 0; border-width: 0; }';

/** WebKit without a screen: an X server in memory, and the driver whose browsers it shows. */
class WebKit {
  private constructor(
    readonly driver: Driver,
    readonly screen: ChildProcess,
    readonly home: string,
  ) {}

  static async start(): Promise<WebKit> {
    const { WEBKIT_DRIVER: driver = 'WebKitWebDriver', XVFB: xvfb = 'Xvfb' } = process.env;
    const home = await mkdtemp(join(tmpdir(), 'calln-webkit-'));
    await mkdir(join(home, 'gtk-3.0'));
    await writeFile(join(home, 'gtk-3.0', 'gtk.css'), NO_FRAME);
    const screen = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const display = `:${await firstLine(screen)}`;
    const env = {
      PATH: process.env.PATH,
      DISPLAY: display,
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
      XDG_DATA_HOME: home,
      XDG_RUNTIME_DIR: home,
      // A language that nobody speaks: the page falls back to English, whatever this machine is set to.
      LC_ALL: 'C.UTF-8',
      // No desktop to talk to.
      GSETTINGS_BACKEND: 'memory',
      NO_AT_BRIDGE: '1',
    };
    return new WebKit(await Driver.start(driver, env), screen, home);
  }

  open(colours: 'light' | 'dark'): Promise<Session> {
    const args = ['--automation', '--full-screen', ...(colours === 'dark' ? ['--dark-mode'] : [])];
    return this.driver.open({ 'webkitgtk:browserOptions': { args } });
  }

  async stop(): Promise<void> {
    await this.driver.stop();
    const exit = once(this.screen, 'exit');
    this.screen.kill();
    await exit;
    await rm(this.home, { recursive: true, force: true });
  }
}

/** What an X server says once it listens: the number of its screen. */
async function firstLine(screen: ChildProcess): Promise<string> {
  const output = screen.stdio[3];
  if (output === null || output === undefined || !('read' in output)) throw new Error('no output');
  const [said] = await once(output, 'data', { signal: AbortSignal.timeout(30_000) });
  return String(said).trim();
}

export const test = base.extend<
  { flags: string[]; server: Server; start: Session },
  { colours: 'light' | 'dark'; webkit: Session }
>({
  colours: ['light', { option: true, scope: 'worker' }],
  flags: [[], { option: true }],
  webkit: [
    async ({ colours }, use) => {
      const webkit = await WebKit.start();
      await use(await webkit.open(colours));
      await webkit.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  server: async ({ flags }, use) => {
    const server = await Server.start(...flags);
    await use(server);
    await server.stop();
  },
  /** On the start page, in a laptop's window. One browser for all tests: each test's server has an origin of its own, and with it all that a page keeps. */
  start: async ({ webkit, server }, use) => {
    await webkit.resize(LAPTOP.width, LAPTOP.height);
    await webkit.go(server.url);
    await use(webkit);
  },
});

export { expect };

/** A button by its words, or by the name that is said in their place. */
export const button = (name: string) => `//button[normalize-space(.)="${name}" or @aria-label="${name}"]`;

export const DISC = '//button[contains(@class, "disc-button")]';
export const MEET = '//button[starts-with(normalize-space(.), "Meet")]';
/** Where a country is typed that is to be met. */
export const COUNTRY = '//dialog//input[@role="combobox"]';

export const heading = (page: Session) =>
  page.run(() => document.querySelector('h1')?.textContent?.trim() ?? '');

export const PHONE = { width: 320, height: 568 };
export const LAPTOP = { width: 1366, height: 657 };

/** What can be acted on: the dialog that lies over the page, or else the page. */
const FRONT = '(//body | //dialog[@open])[last()]';

export const words = (page: Session) => page.runOn(FRONT, (front) => front.textContent ?? '');

/** Nothing is cut off or out of reach. What it looks like is kept beside the results. */
export async function fits(page: Session, screen: string, sizes = [PHONE, LAPTOP]): Promise<void> {
  for (const size of sizes) {
    await picture(page, screen, size);
    expect(await page.runOn(FRONT, misfits), `${screen}, ${size.width} px wide`).toEqual([]);
    await page.run(() => scrollTo(0, 0));
  }
}

/** Keeps beside the results what the page looks like in a window of this size. */
export async function picture(page: Session, screen: string, { width, height } = LAPTOP): Promise<void> {
  await page.resize(width, height);
  // The window goes before the page, and a picture of the two on their way is never finished.
  await expect.poll(() => page.run(() => [innerWidth, innerHeight])).toEqual([width, height]);
  await writeFile(base.info().outputPath(`${screen} ${width}.png`), await page.screenshot());
}
