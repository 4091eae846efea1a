import { expect, test } from 'vitest';
import { kept } from '../../kept';
import { Session } from './session';

/** The storage of a new tab. */
const nothing = () =>
  kept(() => {
    throw new Error('memory is enough');
  });

/** A tab of one browser, with a line to the others. */
const tab = (born: number, storage = nothing()) => {
  const channel = new BroadcastChannel('session.test');
  return { session: new Session(channel, born, storage), channel };
};

test('the oldest tab’s tag becomes everybody’s, whoever speaks first', async () => {
  const tabs = [tab(2000), tab(1000), tab(3000)];
  const [, oldest] = tabs;
  const tag = oldest?.session.tag;
  await expect.poll(() => tabs.every(({ session }) => session.tag === tag)).toBe(true);
  for (const { channel } of tabs) channel.close();
});

test('tabs born in the same millisecond agree as well', async () => {
  const tabs = [tab(1000), tab(1000)];
  const [one, two] = tabs.map(({ session }) => session.tag).sort();
  expect(one).not.toBe(two);
  await expect.poll(() => tabs.every(({ session }) => session.tag === one)).toBe(true);
  for (const { channel } of tabs) channel.close();
});

test('p09 a reload keeps the tag, and a day later it is another', () => {
  const storage = nothing();
  const loaded = (at: number) => {
    const { session, channel } = tab(at, storage);
    channel.close();
    return session.tag;
  };
  const first = loaded(1000);
  expect(loaded(2000)).toBe(first);
  expect(loaded(1000 + 24 * 3_600_000 - 1)).toBe(first);
  const next = loaded(1000 + 24 * 3_600_000);
  expect(next).not.toBe(first);
  expect(loaded(2000 + 24 * 3_600_000)).toBe(next);
});
