import { expect, test } from 'vitest';
import { kept } from './kept';

const forbidden = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

test('where the browser forbids its storage, what is kept lasts as long as the page', () => {
  const here = kept(forbidden);
  expect(here.getItem('a')).toBeNull();
  here.setItem('a', '1');
  expect(here.getItem('a')).toBe('1');
  here.removeItem('a');
  expect(here.getItem('a')).toBeNull();
});

test('a full storage loses nothing either, and gives what it had before', () => {
  const storage = {
    getItem: (key: string) => (key === 'old' ? 'x' : null),
    setItem: forbidden,
  } as unknown as Storage;
  const here = kept(() => storage);
  here.setItem('new', 'y');
  expect([here.getItem('old'), here.getItem('new')]).toEqual(['x', 'y']);
});
