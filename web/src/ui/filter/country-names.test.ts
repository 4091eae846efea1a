import { expect, test } from 'vitest';
import { COUNTRIES } from '../../call/search/countries';
import { wishInWords } from '../start/wish-summary';
import { countriesIn, search } from './country-names';

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
