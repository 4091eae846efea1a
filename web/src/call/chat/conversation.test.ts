import { expect, test, vi } from 'vitest';
import type { Chat } from './chat';
import { NO_CHAT } from './chat';
import { Conversation } from './conversation';

const description = (digits: string) =>
  `v=0\r\na=fingerprint:sha-256 ${Array(32).fill(digits).join(':')}\r\n`;

/** The two sides of one call over a relay that passes on everything at once. */
function pair() {
  const chats: [Chat, Chat] = [NO_CHAT, NO_CHAT];
  const broken = vi.fn();
  const make = (side: 0 | 1): Conversation =>
    new Conversation(side === 0 ? 'waiter' : 'newcomer', 'call', {
      keys: (message) => sides[side === 0 ? 1 : 0].receiveKeys(message),
      frame: (kind, frame) => sides[side === 0 ? 1 : 0].receiveFrame(kind, frame),
      typing: () => undefined,
      changed: (chat) => {
        chats[side] = chat;
      },
      broken,
    });
  const sides: [Conversation, Conversation] = [make(0), make(1)];
  const agree = async () => {
    sides[1].describe(description('BB'), description('AA'));
    sides[0].describe(description('AA'), description('BB'));
    await vi.waitFor(() => expect(chats.map(({ words }) => words !== null)).toEqual([true, true]));
  };
  const close = () => {
    for (const side of sides) side.close();
  };
  return { chats, sides, broken, agree, close };
}

const voice = (chats: readonly Chat[], expected: Chat['theirVoice']) =>
  vi.waitFor(() => expect(chats[1]?.theirVoice).toBe(expected));

test('the partner is told who is muted or held, and when they are heard again', async () => {
  const { chats, sides, broken, agree, close } = pair();
  await agree();
  for (const said of ['muted', 'held', 'heard'] as const) {
    sides[0].tellVoice(said);
    await voice(chats, said);
  }
  expect(chats[0].theirVoice).toBe('heard');
  expect(broken).not.toHaveBeenCalled();
  close();
});

test('whoever mutes before there are keys is told of with them', async () => {
  const { chats, sides, agree, close } = pair();
  sides[0].tellVoice('muted');
  await agree();
  await voice(chats, 'muted');
  close();
});
