import { expect, test } from 'vitest';
import { speak } from '../language/language';
import { waitInWords, wouldAdd } from './waiting';

test('small counts have no number, large ones say that they are rounded down', () => {
  expect(waitInWords({ supply: 'few', estimate: null })).toBe('A few people who fit are here.');
  expect(waitInWords({ supply: 40, estimate: null })).toBe('40+ people who fit are here.');
  expect(wouldAdd('few')).toContain('adds a few more people');
  expect(wouldAdd(120)).toContain('adds 120+ more people');
});

test.each([
  [{ from: 5, to: 20 }, 'Usually 5–20 seconds.'],
  [{ from: 0, to: 20 }, 'Usually within 20 seconds.'],
  [{ from: 0, to: 1 }, 'Usually within 1 second.'],
  [{ from: 10, to: 10 }, 'Usually about 10 seconds.'],
  [{ from: 60, to: 170 }, 'Usually 1–3 minutes.'],
  [{ from: 30, to: 100 }, 'Usually within 2 minutes.'],
])('an estimate of %o is told as a range', (estimate, told) => {
  expect(waitInWords({ supply: 'few', estimate })).toBe(`A few people who fit are here. ${told}`);
});

test('where nobody who fits is here, no time is told', () => {
  const told = waitInWords({ supply: 'none', estimate: { from: 2, to: 45 } });
  expect(told).toBe('Nobody who fits is here yet. You are matched as soon as somebody comes.');
});

test('an estimate is told in the language that is spoken now', async () => {
  const wait = { supply: 'few', estimate: { from: 5, to: 20 } } as const;
  const root = { lang: '', dir: '' } as HTMLElement;
  await speak('de', ['de-DE'], root);
  expect(waitInWords(wait)).toContain('5–20 Sekunden');
  await speak('en', [], root);
  expect(waitInWords(wait)).toContain('5–20 seconds');
});
