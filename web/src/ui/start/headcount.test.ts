import { expect, test } from 'vitest';
import { mayTake, onlineNow, supplyNow, wouldAdd } from './headcount';

test('small counts have no number, large ones say that they are rounded down', () => {
  expect(onlineNow('none')).toBe('Nobody here just now');
  expect(onlineNow('few')).toBe('A few people here now');
  expect(onlineNow(1230)).toBe('1,230+ people here now');
  expect(supplyNow('few')).toBe('A few people who fit are here.');
  expect(supplyNow(40)).toBe('40+ people who fit are here.');
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
  expect(mayTake(estimate)).toBe(told);
});
