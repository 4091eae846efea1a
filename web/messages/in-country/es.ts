/** The article of names of CLDR that take one, by how they begin. */
const ARTICLES: readonly (readonly [string, RegExp])[] = [
  ['el ', /^(Caribe|Congo|Reino|Territorio)( |$)/],
  ['la ', /^(Antártida|Ciudad|Isla|RAE|República)( |$)/],
  ['los ', /^(Emiratos|Países|Territorios) /],
  ['las ', /^(Bahamas|Bermudas|Islas|Maldivas)/],
];

/** As "en Japón" and "en los Países Bajos". */
export function inCountry(country: string): string {
  const article = ARTICLES.find(([, names]) => names.test(country))?.[0] ?? '';
  return `en ${article}${country}`;
}
