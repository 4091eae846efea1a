import { optional } from '../../browser/optional';
import { COUNTRIES } from '../../call/search/countries';
import { namesIn } from './country-name';

/** A country as the caller knows it. */
export type Country = {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  /** In the caller's language. */
  readonly name: string;
  /** What a search may find it by, folded. */
  readonly terms: readonly string[];
};

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
  const compare =
    optional(() => new Intl.Collator([...languages, 'en']).compare) ??
    ((a: string, b: string) => (a < b ? -1 : 1));
  return COUNTRIES.map((code) => {
    const name = local(code);
    const terms = [name, english(code), code, ...(ALSO[code] ?? [])].map(fold);
    return { code, name, terms };
  }).sort((a, b) => compare(a.name, b.name));
}

/** Those that fit what was typed: what it names exactly, names that begin with it, words that do, the rest. */
export function search(countries: readonly Country[], typed: string): readonly Country[] {
  const query = fold(typed);
  if (query === '') return countries;
  const rank = ({ terms }: Country) => {
    if (terms.includes(query)) return 0;
    if (terms.some((term) => term.startsWith(query))) return 1;
    if (terms.some((term) => term.includes(` ${query}`))) return 2;
    return query.length > 2 && terms.some((term) => term.includes(query)) ? 3 : 4;
  };
  return countries
    .map((country) => ({ country, rank: rank(country) }))
    .filter((found) => found.rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.country);
}
