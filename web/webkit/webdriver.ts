import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Longest wait for an answer of the driver, in milliseconds: what ends a test that hangs. A slow machine is no failure. */
const PATIENCE = 60_000;
/** Longest wait for the driver to listen, in milliseconds. */
const READY_WITHIN = 30_000;
/** Longest wait for an element that isn't there yet, in milliseconds. */
const APPEARS_WITHIN = 10_000;

/** How W3C WebDriver marks a reference to an element (section 12.1). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Keys that type no character, as W3C WebDriver writes them (section 17.4.2). */
const KEYS = { Escape: '\uE00C', Enter: '\uE007' } as const;

/** A driver of W3C WebDriver that listens on this machine, as a program of its own. */
export class Driver {
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.#url = url;
  }

  static async start(program: string, env: NodeJS.ProcessEnv): Promise<Driver> {
    const port = await freePort();
    // In a group of its own, so that its browsers end with it.
    const child = spawn(program, [`--port=${port}`], { env, stdio: 'ignore', detached: true });
    const driver = new Driver(child, `http://127.0.0.1:${port}`);
    const deadline = Date.now() + READY_WITHIN;
    while (!(await listens(`${driver.#url}/status`))) {
      if (Date.now() > deadline || child.exitCode !== null) throw new Error(`${program} doesn't listen`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return driver;
  }

  async stop(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    process.kill(-pid, 'SIGTERM');
    await exit;
  }

  /** A fresh browser that remembers nothing; `capabilities` are of the browser's own kind. */
  async open(capabilities: Readonly<Record<string, unknown>>): Promise<Session> {
    const timeouts = { implicit: APPEARS_WITHIN, pageLoad: PATIENCE, script: PATIENCE };
    const created = await command(`${this.#url}/session`, 'POST', {
      capabilities: { alwaysMatch: { ...capabilities, timeouts } },
    });
    return new Session(`${this.#url}/session/${(created as { sessionId: string }).sessionId}`);
  }
}

/** One browser with one page. */
export class Session {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Loads a page, and waits until it has loaded. */
  async go(url: string): Promise<void> {
    await this.#post('url', { url });
  }

  async reload(): Promise<void> {
    await this.#post('refresh', {});
  }

  /** Outer size in CSS pixels. */
  async resize(width: number, height: number): Promise<void> {
    await this.#post('window/rect', { width, height });
  }

  /** Runs a function in the page. It sees its arguments and the page, and nothing of here. */
  async run<Args extends readonly unknown[], Result>(
    inPage: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>> {
    return (await this.#execute(inPage.toString(), args)) as Awaited<Result>;
  }

  /** Runs a function in the page on the first element that an XPath finds. */
  async runOn<Result>(xpath: string, inPage: (element: Element) => Result): Promise<Awaited<Result>> {
    const element = { [ELEMENT]: await this.#find(xpath) };
    return (await this.#execute(inPage.toString(), [element])) as Awaited<Result>;
  }

  /** Clicks, as a pointer does, on the first element that an XPath finds; waits for one to be there. */
  async click(xpath: string): Promise<void> {
    await this.#post(`element/${await this.#find(xpath)}/click`, {});
  }

  /** Types into the first element that an XPath finds; waits for one to be there. */
  async type(xpath: string, text: string): Promise<void> {
    await this.#post(`element/${await this.#find(xpath)}/value`, { text });
  }

  /** Presses a key and lets it go, wherever the focus is. */
  async press(key: keyof typeof KEYS): Promise<void> {
    const actions = [
      { type: 'keyDown', value: KEYS[key] },
      { type: 'keyUp', value: KEYS[key] },
    ];
    await this.#post('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** A PNG of what is seen of the page. */
  async screenshot(): Promise<Buffer> {
    return Buffer.from((await command(`${this.#url}/screenshot`, 'GET')) as string, 'base64');
  }

  async close(): Promise<void> {
    await command(this.#url, 'DELETE');
  }

  async #find(xpath: string): Promise<string> {
    const found = await this.#post('element', { using: 'xpath', value: xpath });
    return (found as { [ELEMENT]: string })[ELEMENT];
  }

  #execute(source: string, args: readonly unknown[]): Promise<unknown> {
    return this.#post('execute/sync', { script: `return (${source}).apply(null, arguments)`, args });
  }

  #post(path: string, body: object): Promise<unknown> {
    return command(`${this.#url}/${path}`, 'POST', body);
  }
}

async function command(url: string, method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`${method} ${new URL(url).pathname}: ${error}: ${message}`);
}

const listens = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(READY_WITHIN) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** A port that was free a moment ago: the driver takes none that the system chooses. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
