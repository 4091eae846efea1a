import { expect, test } from 'vitest';
import { Session } from './session';

/** A tab of one browser, with a line to the others. */
const tab = (born: number) => {
  const channel = new BroadcastChannel('session.test');
  return { session: new Session(channel, born), channel };
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
