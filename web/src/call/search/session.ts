import { optional } from '../../browser/optional';

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

/**
 * The tag that the open tabs of one browser share, so that a caller never meets themselves. It lives in the
 * tabs' memory alone: the last tab takes it along.
 *
 * Every tab is born with a tag, and tabs tell each other. The oldest tag wins, everywhere.
 */
export class Session {
  #own: Introduction;
  readonly #channel: BroadcastChannel | undefined;

  /** `channel` may be missing; then each tab has its own tag. `born`: when the tab opened, in milliseconds of the wall clock. */
  constructor(channel: BroadcastChannel | undefined, born: number) {
    this.#channel = channel;
    this.#own = { tag: randomTag(), since: born };
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
    if (older < 0) this.#own = other;
    else this.#introduce();
  }

  #introduce(): void {
    optional(() => this.#channel?.postMessage(this.#own));
  }
}
