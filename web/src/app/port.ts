import type { FromApp, FromPage } from '../wire';

/** `VERSION` in crates/calln-wire/src/app.rs; a test compares the two. */
export const VERSION = 1;

/** What the app posts with the port: `PageLink.GREETING`. */
const GREETING = 'calln:port';

/**
 * Waits for the app's message port, and for every later one that takes its place. A WebView posts it from outside of
 * the page: the message has neither source nor origin, which no frame, window or script of the page can imitate with
 * `postMessage`, advertisements included.
 */
export function takePort(window: Window, taken: (port: AppPort) => void): void {
  window.addEventListener('message', ({ data, source, origin, ports }) => {
    const [port] = ports;
    if (data !== GREETING || source !== null || origin !== '' || port === undefined) return;
    taken(new AppPort(port));
  });
}

/** The channel to the app. */
export class AppPort {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  say(message: FromPage): void {
    this.#port.postMessage(JSON.stringify(message));
  }

  /** Unknown messages of a newer app come through; who listens leaves out what they don't know. */
  listen(hear: (message: FromApp) => void): void {
    this.#port.onmessage = ({ data }) => {
      const message = parse(data);
      if (message !== undefined) hear(message);
    };
  }

  close(): void {
    this.#port.close();
  }
}

function parse(data: unknown): FromApp | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === 'object' && message !== null && 'type' in message
      ? (message as FromApp)
      : undefined;
  } catch {
    return undefined;
  }
}
