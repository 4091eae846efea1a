import { expect, test } from 'vitest';
import { shown } from './loudness';

test.each([
  [null, 0],
  [0, 0],
  [0.000_01, 0],
  [0.001, 0],
  [0.031_622_8, 0.5],
  [1, 1],
  [1.7, 1],
])('a peak of %d fills %d of the meter', (peak, part) => {
  expect(shown(peak)).toBeCloseTo(part, 4);
});
