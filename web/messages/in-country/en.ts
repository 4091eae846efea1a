/** Names of CLDR that take the article, by how they begin or end. */
const ARTICLE = /^(Unit|Central|Dominican |Neth|Phil|Mald|Baham|Gamb|Com|Isle |Palest|Caribb)|Islands$/;

/** As "in Japan" and "in the Netherlands". */
export const inCountry = (country: string): string => `in ${ARTICLE.test(country) ? 'the ' : ''}${country}`;
