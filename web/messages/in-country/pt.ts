/** Names of CLDR by what "em" becomes before them. The rest takes "no". */
const PREPOSITIONS: readonly (readonly [string, RegExp])[] = [
  [
    'em',
    /^(Andorra|Angola|Anguila|Antígua|Aruba|Bangladesh|Barbados|Belize|Botsuana|Burquina|Cabo Verde|Camarões|Chipre|Cuba|Curaçao|El |Essuatíni|Fiji|Gana|Gibraltar|Granada|Guadalupe|Guam|Guernsey|Honduras|Hong |Israel|Jersey|Liechtenstein|Luxemburgo|Macau|Madagascar|Malta|Marrocos|Maurício|Mayotte|Mianmar|Moçambique|Mônaco|Montserrat|Nauru|Niue|Omã|Palau|Porto Rico|Portugal|Quiribati|Ruanda|Samoa$|San |Santa |São |Serra Leoa|Singapura|Sint |Svalbard|Taiwan|Timor|Tokelau|Tonga|Trinidad|Tuvalu|Uganda|Vanuatu|Wallis)/,
  ],
  ['nos', /^(Emirados|Estados|Países|Territórios) /],
  ['nas', /^(Bahamas|Bermudas|Comores|Filipinas|Ilhas|Maldivas|Seicheles)/],
  ['no', /^(Camboja|Quênia|Sri |Saara)/],
  ['na', /^([^ ]*a|Cidade|Guiné.*|Reunião)( |$)/],
];

/** As "em Portugal", "no Japão", "na França" and "nos Estados Unidos". */
export function inCountry(country: string): string {
  return `${PREPOSITIONS.find(([, names]) => names.test(country))?.[0] ?? 'no'} ${country}`;
}
