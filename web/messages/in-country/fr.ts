/** Names of CLDR by what stands before them in place of the usual "en" or "au". */
const PREPOSITIONS: readonly (readonly [string, RegExp])[] = [
  ['à l’', /^Île /],
  [
    'aux ',
    /^(Îles |Bahamas|Bermudes|Comores|Émirats|États-|Fidji|Kiribati|Maldives|Palaos|Pays-|Philippines|Samoa|Seychelles|Tonga)/,
  ],
  ['dans le ', /^Territoire /],
  ['dans la ', /^R\.A\.S\./],
  ['dans les ', /^Ter(ritoires|res) /],
  ['dans l’', /^État /],
  ['à la ', /^(Barbade|Dominique|Grenade)/],
  [
    'à ',
    /^(Anguilla|Antigua|Aruba|Bahreïn|Chypre|Cuba|Curaçao|Djibouti|Gibraltar|Guam|Guernesey|Jersey|La |Madagascar|Malte|Maurice|Mayotte|Monaco|Montserrat|Nauru|Niue|Oman|Porto |Saint|Sao |Singapour|Taïwan|Tokelau|Trinité|Tuvalu|Wallis)/,
  ],
  ['au ', /^(Belize|Cambodge|Mexique|Mozambique|Royaume|Suriname|Zimbabwe)/],
];

/** What takes "en": a name that begins with a vowel, or whose first part ends in "e". */
const WITH_EN = /^([aeiou]|[^ -]*e( |-|$)|haiti|sierra )/;

const folded = (country: string) => country.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** As "en France", "au Japon", "aux Pays-Bas" and "à Cuba". */
export function inCountry(country: string): string {
  const found = PREPOSITIONS.find(([, names]) => names.test(country))?.[0];
  return `${found ?? (WITH_EN.test(folded(country)) ? 'en ' : 'au ')}${country}`;
}
