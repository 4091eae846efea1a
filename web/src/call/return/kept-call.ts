import type { Kept } from '../../kept';
import type { Partner } from '../../wire';
import type { OwnCountry, Wish } from '../search/wish';
import type { ResumeClaim } from '../signalling/resume-claim';
import type { Ways } from '../ways/ways';

const KEY = 'calln.call';
/** `TOKEN_LIFE` in crates/calln-wire, in milliseconds: what is older brings nobody back. */
const TOKEN_LIFE = 120_000;

/** What brings a caller back into a call after the page itself has gone, and what the page showed of it. */
export interface KeptCall extends ResumeClaim {
  readonly call: string;
  readonly partner: Partner;
  /** When the voices first met, in milliseconds of the wall clock; null before that. */
  readonly since: number | null;
  /** Who muted themselves isn't suddenly heard. */
  readonly muted: boolean;
  /** For the search after the call. */
  readonly wish: Wish;
  readonly own: OwnCountry;
  readonly ways: Ways;
}

/** The same with the time at which its token came, by the wall clock. */
type Stored = KeptCall & { readonly issued: number };

/** Keeps the call that this tab is in, for the next page of it. */
export class CallKeeper {
  readonly #tab: Kept;
  readonly #wallClock: () => number;
  /** Told of what is kept from now on, as text, or null for nothing. */
  listener: ((kept: string | null) => void) | undefined;

  /** `wallClock` is in milliseconds. */
  constructor(tab: Kept, wallClock: () => number) {
    this.#tab = tab;
    this.#wallClock = wallClock;
  }

  /** What is kept, good or not; null where nothing is. */
  get text(): string | null {
    return this.#tab.getItem(KEY);
  }

  /** Keeps the call, in place of what was kept before. A new token counts from now. */
  keep(call: KeptCall): void {
    const before = this.#stored();
    const issued = before?.token === call.token ? before.issued : this.#wallClock();
    const text = JSON.stringify({ ...call, issued } satisfies Stored);
    if (text !== this.text) this.take(text);
  }

  /** Keeps what another page of this kind has kept as {@link text}. */
  take(text: string): void {
    this.#tab.setItem(KEY, text);
    this.listener?.(text);
  }

  forget(): void {
    if (this.text === null) return;
    this.#tab.removeItem(KEY);
    this.listener?.(null);
  }

  /** The call that this tab was in; undefined, and forgotten, where its token is too old. */
  recall(): KeptCall | undefined {
    const [found, now] = [this.#stored(), this.#wallClock()];
    if (found !== undefined && now - found.issued < TOKEN_LIFE && found.issued <= now) return found;
    this.forget();
    return undefined;
  }

  /** Only pages of this kind write there: what can be read is taken as it was written. */
  #stored(): Stored | undefined {
    try {
      const found: unknown = JSON.parse(this.text ?? 'null');
      return typeof found === 'object' && found !== null && 'issued' in found ? (found as Stored) : undefined;
    } catch {
      return undefined;
    }
  }
}
