import { expect, test } from 'vitest';
import { en } from '../../../messages/check/en';
import { LANGUAGE_NAMES } from '../language/language';
import { fetchWords, sum } from './words';

test('the self-test speaks every language of the page, each in its own words', async () => {
  const spoken = await Promise.all(LANGUAGE_NAMES.map(({ code }) => fetchWords(code)));
  expect(spoken.map(({ language }) => language)).toEqual(LANGUAGE_NAMES.map(({ code }) => code));
  const leads = new Set(spoken.map(({ words }) => words.lead));
  expect(leads.size).toBe(LANGUAGE_NAMES.length);
});

test('one line sums up: what was skipped is nothing wrong', () => {
  const good = { verdict: 'good', reason: 'works' } as const;
  const bad = { verdict: 'bad', reason: 'silent' } as const;
  const skipped = { verdict: 'skipped', reason: 'not_configured' } as const;
  expect(sum([good, skipped], en.sum)).toBe('All is well');
  expect(sum([good, bad], en.sum)).toBe('One thing is wrong');
  expect(sum([bad, good, bad], en.sum)).toBe('2 things are wrong');
});
