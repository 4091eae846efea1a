import { expect, test, vi } from 'vitest';
import { News } from './news';

/** News, what has been told of them, and a clock to be moved by hand. */
function begin() {
  vi.useFakeTimers();
  const told: string[] = [];
  return { told, news: new News<string>((item) => told.push(item)) };
}

test('news are told at once', () => {
  const { told, news } = begin();
  news.tell('looking');
  expect(told).toEqual(['looking']);
});

test('news that are held come in their order, when they are released', () => {
  const { told, news } = begin();
  news.hold(150);
  news.tell('looking');
  news.tell('talking');
  expect(told).toEqual([]);
  news.release();
  news.tell('ended');
  expect(told).toEqual(['looking', 'talking', 'ended']);
});

test('nothing is held for longer than was said last', () => {
  const { told, news } = begin();
  news.hold(150);
  news.tell('looking');
  vi.advanceTimersByTime(100);
  news.hold(400);
  news.tell('talking');
  vi.advanceTimersByTime(399);
  expect(told).toEqual([]);
  news.releaseIn(100);
  vi.advanceTimersByTime(99);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['looking', 'talking']);
});

test('the time of an earlier hold ends no later one', () => {
  const { told, news } = begin();
  news.hold(150);
  news.release();
  vi.advanceTimersByTime(100);
  news.hold(150);
  news.tell('looking');
  vi.advanceTimersByTime(50);
  expect(told).toEqual([]);
});
