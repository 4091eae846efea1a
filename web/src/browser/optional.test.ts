import { expect, test } from 'vitest';
import { optional, optionally } from './optional';

const throwing = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

test('what is there is given, and what is missing or throws is undefined', () => {
  expect(optional(() => 0)).toBe(0);
  expect(optional(() => null)).toBeUndefined();
  expect(optional(throwing)).toBeUndefined();
});

test('a promise that is broken, never made, or thrown is undefined', async () => {
  await expect(optionally(() => Promise.resolve('a'))).resolves.toBe('a');
  await expect(optionally(() => Promise.reject(new Error('no')))).resolves.toBeUndefined();
  await expect(optionally(() => undefined)).resolves.toBeUndefined();
  await expect(optionally(throwing)).resolves.toBeUndefined();
});
