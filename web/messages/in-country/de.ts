/** Names of CLDR that take an article, by the article's dative. */
const ARTICLES: readonly (readonly [string, RegExp])[] = [
  ['dem', /^(Iran|Irak|Jemen|Libanon|Sudan|Südsudan|Tschad|Vereinigtes |Britisches )/],
  [
    'der',
    /^(Antarktis|Bouvetinsel|Dominikanische |Elfenbeinküste|Isle |Mongolei|Norfolkinsel|Republik |Schweiz|Slowakei|Sonderverwaltungsregion |Türkei|Ukraine|Vatikanstadt|Weihnachtsinsel|Westsahara|Zentralafrikanische )/,
  ],
  [
    'den',
    /^(Bahamas|Färöer|Karibische |Komoren|Malediven|Niederlande|Nördliche |Palästinensische |Philippinen|Salomonen|Seychellen|Vereinigte |Französische |(?!Süd).*inseln$)/,
  ],
];

/** As "aus Japan", "aus der Schweiz" and "aus den Vereinigten Staaten". */
export function fromCountry(country: string): string {
  const article = ARTICLES.find(([, names]) => names.test(country))?.[0];
  const declined = country
    .replace(/(isch|lich|igt)es? /g, '$1en ')
    .replace(/^(.*)(lande|Emirate|gebiete)$/, article === 'den' ? '$1$2n' : '$&')
    .replace('Färöer', 'Färöern')
    .replace(' die ', ' den ');
  return `aus ${article === undefined ? '' : `${article} `}${declined}`;
}
