import { expect, test, vi } from 'vitest';
import { OnePage } from './one-page';

// Node has the locks of browsers.
const page = () => new OnePage(navigator.locks);

test('a call is taken over from the page before once that is gone', async () => {
  const [before, after] = [page(), page()];
  await before.begin('a');
  const taken = after.takeOver('a');
  before.leave();
  expect(await taken).toBe(true);
  after.leave();
});

test('no call is taken over from a page that stays, however often that is tried', async () => {
  vi.useFakeTimers();
  const [stays, copy] = [page(), page()];
  await stays.begin('b');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const taken = copy.takeOver('b');
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await taken).toBe(false);
  }
  vi.useRealTimers();
  stays.leave();
});

test('calls are apart, and a page is in one at a time', async () => {
  const [one, other] = [page(), page()];
  await one.begin('c');
  expect(await other.takeOver('d')).toBe(true);
  await one.begin('e');
  expect(await other.takeOver('c')).toBe(true);
  one.leave();
  other.leave();
});

test('where locks are missing or forbidden nothing is checked', async () => {
  expect(await new OnePage(undefined).takeOver('f')).toBe(true);
  const forbidden = { request: () => Promise.reject(new DOMException('', 'SecurityError')) };
  expect(await new OnePage(forbidden as unknown as LockManager).takeOver('f')).toBe(true);
});
