import { optional } from '../../browser/optional';
import { COUNTRIES } from '../../call/search/countries';
import { LANGUAGE_NAMES } from '../language/language';
import { namesIn } from './country-name';

/** A country as the caller knows it. */
export type Country = {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  /** In the caller's language. */
  readonly name: string;
  /** What a search may find it by, folded: its name and code, and what people in that language call it. */
  readonly terms: readonly string[];
  /** Its names in all other languages of the page, folded. */
  readonly elsewhere: readonly string[];
};

/** Where nobody lives for good: found by whoever looks for them, and not listed. */
const UNINHABITED: ReadonlySet<string> = new Set(['AQ', 'BV', 'GS', 'HM', 'IO', 'TF', 'UM']);

/** Short names that people type and CLDR doesn't give. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  AE: ['uae'],
  CD: ['drc'],
  CZ: ['czech republic'],
  GB: ['uk', 'great britain', 'england', 'scotland', 'wales'],
  NL: ['holland'],
  TR: ['turkey'],
  US: ['usa', 'america'],
};

/** Without case and accents, so that "cote" finds "Côte d’Ivoire". */
const fold = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[’']/g, ' ').toLowerCase().trim();

/** Every country by its name in the first of `languages` that the browser can name countries in, sorted. */
export function countriesIn(languages: readonly string[]): readonly Country[] {
  const local = namesIn(languages);
  const english = namesIn([]);
  const others = LANGUAGE_NAMES.map(({ code }) => namesIn([code]));
  const compare =
    optional(() => new Intl.Collator([...languages, 'en']).compare) ??
    ((a: string, b: string) => (a < b ? -1 : 1));
  return COUNTRIES.map((code) => {
    const name = local(code);
    const terms = [name, english(code), code, ...(ALSO[code] ?? [])].map(fold);
    const elsewhere = [...new Set(others.map((naming) => fold(naming(code))))];
    return { code, name, terms, elsewhere };
  }).sort((a, b) => compare(a.name, b.name));
}

/** Those to choose from where nothing is typed: those with people first, `here` by code, the fullest before the others. */
export function listed(countries: readonly Country[], here: ReadonlyMap<string, number>): readonly Country[] {
  const people = ({ code }: Country) => here.get(code) ?? 0;
  return countries
    .filter((country) => people(country) > 0 || !UNINHABITED.has(country.code))
    .sort((a, b) => people(b) - people(a));
}

/**
 * Those that fit what was typed: what it names exactly, names that begin with it, words that do, names that hold it, and last
 * those whose name in another language begins with it.
 */
export function search(countries: readonly Country[], typed: string): readonly Country[] {
  const query = fold(typed);
  if (query === '') return countries;
  const rank = ({ terms, elsewhere }: Country) => {
    if (terms.includes(query)) return 0;
    if (terms.some((term) => term.startsWith(query))) return 1;
    if (terms.some((term) => term.includes(` ${query}`))) return 2;
    if (query.length > 2 && terms.some((term) => term.includes(query))) return 3;
    if (elsewhere.includes(query)) return 4;
    return query.length > 1 && elsewhere.some((term) => term.startsWith(query)) ? 5 : 6;
  };
  return countries
    .map((country) => ({ country, rank: rank(country) }))
    .filter((found) => found.rank < 6)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.country);
}
