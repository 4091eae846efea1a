import { optional } from '../../browser/optional';
import type { Kept } from '../../kept';

type Introduction = { readonly tag: string; readonly since: number };

const isIntroduction = (value: unknown): value is Introduction =>
  typeof value === 'object' &&
  value !== null &&
  'tag' in value &&
  typeof value.tag === 'string' &&
  'since' in value &&
  typeof value.since === 'number';

/** 128 random bits as hex. (`crypto.randomUUID` is missing where the page is not served securely.) */
export function randomTag(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** How long a tag is kept for, in milliseconds. No caller is kept apart from another for longer. */
const LIVES = 24 * 3_600_000;
const KEY = 'calln.tag';

/** What a tab kept of itself when it was loaded before; none if that is a day ago. */
function recalled(tab: Kept, now: number): Introduction | undefined {
  try {
    const value: unknown = JSON.parse(tab.getItem(KEY) ?? 'null');
    return isIntroduction(value) && now - value.since < LIVES ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The tag that the open tabs of one browser share, so that a caller never meets themselves, nor, after a reload, whom
 * they have blocked. It lives in the tabs, for a day at most: the last tab takes it along.
 *
 * Every tab is born with a tag, and tabs tell each other. The oldest tag wins, everywhere.
 */
export class Session {
  #own: Introduction;
  readonly #channel: BroadcastChannel | undefined;
  readonly #tab: Kept;

  /**
   * `channel` may be missing; then each tab has its own tag. `now`: when the page was loaded, in milliseconds of the wall clock.
   * `tab`: what outlives a reload.
   */
  constructor(channel: BroadcastChannel | undefined, now: number, tab: Kept) {
    this.#own = recalled(tab, now) ?? { tag: randomTag(), since: now };
    this.#channel = channel;
    this.#tab = tab;
    this.#keep();
    channel?.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (isIntroduction(event.data)) this.#meet(event.data);
    });
    this.#introduce();
  }

  /** The tag as of now; ask again for each `join`. */
  get tag(): string {
    return this.#own.tag;
  }

  #meet(other: Introduction): void {
    if (other.tag === this.#own.tag) return;
    const older = other.since - this.#own.since || (other.tag < this.#own.tag ? -1 : 1);
    if (older < 0) {
      this.#own = other;
      this.#keep();
    } else this.#introduce();
  }

  #introduce(): void {
    optional(() => this.#channel?.postMessage(this.#own));
  }

  #keep(): void {
    this.#tab.setItem(KEY, JSON.stringify(this.#own));
  }
}
