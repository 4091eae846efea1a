import type { Kept } from '../../kept';
import type { Join, Want } from '../../wire';

/** Most countries that a wish may name; the server refuses more. */
export const MAX_COUNTRIES = 8;

/**
 * Whom a caller would like to meet. The countries stay while the mode is `any`, so that a caller who opens up
 * to everybody finds their choice again.
 */
export type Wish = {
  readonly mode: 'any' | 'only' | 'except';
  readonly countries: readonly string[];
};

/** What the caller says of their own country. A declared one counts only where the server can't tell. */
export type OwnCountry =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'declared'; readonly country: string }
  | { readonly kind: 'withheld' };

export const ANYONE: Wish = { mode: 'any', countries: [] };

/** The wish as the server sees it: without a country, every mode means anybody. */
export function want(wish: Wish): Want {
  if (wish.mode === 'any' || wish.countries.length === 0) return 'any';
  return wish.mode === 'only' ? [...wish.countries] : { except: [...wish.countries] };
}

export const isFull = (wish: Wish): boolean => wish.countries.length >= MAX_COUNTRIES;

/** Adds the country or takes it away. A first country turns "any" into "only"; a full wish stays as it is. */
export function toggle(wish: Wish, country: string): Wish {
  if (wish.countries.includes(country)) {
    return { ...wish, countries: wish.countries.filter((other) => other !== country) };
  }
  if (isFull(wish)) return wish;
  return { mode: wish.mode === 'any' ? 'only' : wish.mode, countries: [...wish.countries, country] };
}

/** The part of a `join` that says who the caller is. */
export function ownCountry(own: OwnCountry): Pick<Join, 'country' | 'withhold_country'> {
  if (own.kind === 'declared') return { country: own.country };
  return own.kind === 'withheld' ? { withhold_country: true } : {};
}

const KEY = 'calln.wish';

/** Keeps the wish for as long as the tab lives; nothing else is ever put there. */
export function remember(tab: Kept, wish: Wish): void {
  tab.setItem(KEY, JSON.stringify(wish));
}

/** The wish of this tab, or "anyone" where there is none or it can't be read. */
export function recall(tab: Kept): Wish {
  try {
    return parse(JSON.parse(tab.getItem(KEY) ?? 'null'));
  } catch {
    return ANYONE;
  }
}

/** A code by its form: the list of those that there are comes with the sheet where they are chosen. */
const isCode = (value: unknown): value is string => typeof value === 'string' && /^[A-Z]{2}$/.test(value);

function parse(value: unknown): Wish {
  if (typeof value !== 'object' || value === null || !('mode' in value) || !('countries' in value))
    return ANYONE;
  const { mode, countries } = value;
  if ((mode !== 'any' && mode !== 'only' && mode !== 'except') || !Array.isArray(countries)) return ANYONE;
  return { mode, countries: [...new Set(countries.filter(isCode))].slice(0, MAX_COUNTRIES) };
}
