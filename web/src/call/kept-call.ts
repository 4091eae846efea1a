import type { Kept } from '../kept';
import type { Partner } from '../wire';
import type { Ways } from './peer/ways';
import type { OwnCountry, Wish } from './search/wish';
import type { ResumeClaim } from './signalling/resume-claim';

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

/** Whether the tab keeps a call, good or not. */
export const keepsCall = (tab: Kept): boolean => tab.getItem(KEY) !== null;

/** Keeps the call in the tab, in place of what it kept of it before. A new token counts from `now`. */
export function keepCall(tab: Kept, call: KeptCall, now: number): void {
  const before = stored(tab);
  const issued = before?.token === call.token ? before.issued : now;
  tab.setItem(KEY, JSON.stringify({ ...call, issued } satisfies Stored));
}

export function forgetCall(tab: Kept): void {
  tab.removeItem(KEY);
}

/** The call that this tab was in; undefined, and forgotten, where its token is too old by `now`. */
export function recallCall(tab: Kept, now: number): KeptCall | undefined {
  const found = stored(tab);
  if (found !== undefined && now - found.issued < TOKEN_LIFE && found.issued <= now) return found;
  forgetCall(tab);
  return undefined;
}

/** Only this page writes there: what can be read is taken as it was written. */
function stored(tab: Kept): Stored | undefined {
  try {
    const found: unknown = JSON.parse(tab.getItem(KEY) ?? 'null');
    return typeof found === 'object' && found !== null && 'issued' in found ? (found as Stored) : undefined;
  } catch {
    return undefined;
  }
}
