import { expect, test } from 'vitest';
import { clock, spoken } from './duration';

test.each([
  [0, '0:00', 'less than a second'],
  [7, '0:07', '7 seconds'],
  [61, '1:01', '1 minute 1 second'],
  [750, '12:30', '12 minutes 30 seconds'],
  [3725, '1:02:05', '1 hour 2 minutes'],
])('%i seconds on a clock and aloud', (seconds, shown, said) => {
  expect(clock(seconds)).toBe(shown);
  expect(spoken(seconds)).toBe(said);
});
