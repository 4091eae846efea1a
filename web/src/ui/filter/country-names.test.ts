import { expect, test } from 'vitest';
import { COUNTRIES } from '../../call/search/countries';
import { wishInWords } from '../start/wish-summary';
import { countriesIn, listed, search } from './country-names';

const english = countriesIn(['en']);
const found = (typed: string, countries = english) => search(countries, typed).map(({ code }) => code);

test('there are 249 countries, each once and each with a name', () => {
  expect(new Set(COUNTRIES).size).toBe(249);
  expect(english.filter(({ code, name }) => code === name)).toEqual([]);
});

test('a code or name comes first, then names that begin with what was typed, then names that hold it', () => {
  expect(found('gu').slice(0, 3)).toEqual(['GU', 'GP', 'GT']);
  expect(found('guinea').slice(0, 2)).toEqual(['GN', 'GW']);
  expect(found('guinea')).toContain('PG');
});

test('accents, case and apostrophes don’t matter', () => {
  expect(found('cote d ivoire')).toEqual(['CI']);
  expect(found('CÔTE')).toEqual(['CI']);
  expect(found('turkiye')).toEqual(['TR']);
});

test('codes and common short names are understood', () => {
  expect(found('uk')[0]).toBe('GB');
  expect(found('usa')).toEqual(['US']);
  expect(found('holland')).toEqual(['NL']);
});

test('in another language, names are sorted and found in it, and in English too', () => {
  const german = countriesIn(['de-CH']);
  expect(found('Deutsch', german)).toEqual(['DE']);
  expect(found('germany', german)).toEqual(['DE']);
  expect(german.findIndex(({ code }) => code === 'AT')).toBeGreaterThan(
    german.findIndex(({ code }) => code === 'DZ'),
  );
});

test('a country is found by its name in any language of the page, after those that bear it in the caller’s own', () => {
  expect(found('Deutschland')).toEqual(['DE']);
  expect(found('alemania')).toEqual(['DE']);
  expect(found('allemagne')).toEqual(['DE']);
  expect(found('जर्मनी')).toEqual(['DE']);
  expect(found('ألمانيا')).toEqual(['DE']);
  expect(found('المانيا')).toEqual(['DE']);
  expect(found('jerman')).toEqual(['DE']);
  expect(found('espana')).toEqual(['ES']);
  expect(found('brasil')).toEqual(['BR']);
});

test('those with people come first, the fullest before the others, and where nobody lives isn’t listed', () => {
  const list = listed(
    english,
    new Map([
      ['BR', 20],
      ['IN', 110],
    ]),
  ).map(({ code }) => code);
  expect(list.slice(0, 3)).toEqual(['IN', 'BR', 'AF']);
  expect(list).not.toContain('AQ');
  expect(found('antarctica')).toEqual(['AQ']);
  expect(list).toHaveLength(242);
});

test('nothing is found for nonsense, and everything for nothing', () => {
  expect(found('xyzzy')).toEqual([]);
  expect(found('  ')).toHaveLength(249);
});

test('a wish is said in words', () => {
  const name = (code: string) => code;
  expect(wishInWords({ mode: 'any', countries: ['DE'] }, name)).toBe('Anyone, anywhere');
  expect(wishInWords({ mode: 'only', countries: ['DE', 'FR'] }, name)).toBe('Only DE and FR');
  expect(wishInWords({ mode: 'except', countries: ['A', 'B', 'C', 'D', 'E'] }, name)).toBe(
    'Anyone but A, B, C and 2 more',
  );
});
