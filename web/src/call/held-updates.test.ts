import { expect, test, vi } from 'vitest';
import { HeldUpdates } from './held-updates';

/** Updates, what has been told of them, and a clock to be moved by hand. */
function begin() {
  vi.useFakeTimers();
  const told: string[] = [];
  return { told, updates: new HeldUpdates<string>((item) => told.push(item)) };
}

test('updates are told at once', () => {
  const { told, updates } = begin();
  updates.tell('looking');
  expect(told).toEqual(['looking']);
});

test('updates that are held come in their order, when they are released', () => {
  const { told, updates } = begin();
  updates.hold(150);
  updates.tell('looking');
  updates.tell('talking');
  expect(told).toEqual([]);
  updates.release();
  updates.tell('ended');
  expect(told).toEqual(['looking', 'talking', 'ended']);
});

test('nothing is held for longer than was said last', () => {
  const { told, updates } = begin();
  updates.hold(150);
  updates.tell('looking');
  vi.advanceTimersByTime(100);
  updates.hold(400);
  updates.tell('talking');
  vi.advanceTimersByTime(399);
  expect(told).toEqual([]);
  updates.releaseIn(100);
  vi.advanceTimersByTime(99);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['looking', 'talking']);
});

test('the time of an earlier hold ends no later one', () => {
  const { told, updates } = begin();
  updates.hold(150);
  updates.release();
  vi.advanceTimersByTime(100);
  updates.hold(150);
  updates.tell('looking');
  vi.advanceTimersByTime(50);
  expect(told).toEqual([]);
});
