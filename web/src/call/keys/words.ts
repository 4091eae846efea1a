import type { Bytes } from './base64url';

/** One of the words that two callers compare. */
export type Word = (typeof WORDS)[number];

/** Four words of six bits. */
export const WORD_BITS = 24;

/**
 * The emoji. The place in the list is the value of six bits; both are fixed by the protocol. Their names are in the
 * messages of each language, by id. All are one code point and shown as emoji without a variation selector.
 */
export const WORDS = [
  { id: 'elephant', emoji: '🐘' },
  { id: 'turtle', emoji: '🐢' },
  { id: 'butterfly', emoji: '🦋' },
  { id: 'octopus', emoji: '🐙' },
  { id: 'panda', emoji: '🐼' },
  { id: 'owl', emoji: '🦉' },
  { id: 'dolphin', emoji: '🐬' },
  { id: 'snake', emoji: '🐍' },
  { id: 'penguin', emoji: '🐧' },
  { id: 'horse', emoji: '🐴' },
  { id: 'pig', emoji: '🐷' },
  { id: 'frog', emoji: '🐸' },
  { id: 'lion', emoji: '🦁' },
  { id: 'rabbit', emoji: '🐰' },
  { id: 'crab', emoji: '🦀' },
  { id: 'duck', emoji: '🦆' },
  { id: 'camel', emoji: '🐪' },
  { id: 'rooster', emoji: '🐓' },
  { id: 'cactus', emoji: '🌵' },
  { id: 'mushroom', emoji: '🍄' },
  { id: 'sunflower', emoji: '🌻' },
  { id: 'palm-tree', emoji: '🌴' },
  { id: 'apple', emoji: '🍎' },
  { id: 'banana', emoji: '🍌' },
  { id: 'grapes', emoji: '🍇' },
  { id: 'watermelon', emoji: '🍉' },
  { id: 'carrot', emoji: '🥕' },
  { id: 'cherries', emoji: '🍒' },
  { id: 'pizza', emoji: '🍕' },
  { id: 'doughnut', emoji: '🍩' },
  { id: 'cheese', emoji: '🧀' },
  { id: 'egg', emoji: '🥚' },
  { id: 'key', emoji: '🔑' },
  { id: 'bell', emoji: '🔔' },
  { id: 'snowman', emoji: '⛄' },
  { id: 'gift', emoji: '🎁' },
  { id: 'guitar', emoji: '🎸' },
  { id: 'trumpet', emoji: '🎺' },
  { id: 'drum', emoji: '🥁' },
  { id: 'hammer', emoji: '🔨' },
  { id: 'light-bulb', emoji: '💡' },
  { id: 'camera', emoji: '📷' },
  { id: 'book', emoji: '📖' },
  { id: 'hourglass', emoji: '⌛' },
  { id: 'umbrella', emoji: '☔' },
  { id: 'crown', emoji: '👑' },
  { id: 'diamond', emoji: '💎' },
  { id: 'glasses', emoji: '👓' },
  { id: 'top-hat', emoji: '🎩' },
  { id: 'lightning', emoji: '⚡' },
  { id: 'door', emoji: '🚪' },
  { id: 'dice', emoji: '🎲' },
  { id: 'rainbow', emoji: '🌈' },
  { id: 'fire', emoji: '🔥' },
  { id: 'moon', emoji: '🌙' },
  { id: 'globe', emoji: '🌍' },
  { id: 'volcano', emoji: '🌋' },
  { id: 'sailboat', emoji: '⛵' },
  { id: 'rocket', emoji: '🚀' },
  { id: 'bicycle', emoji: '🚲' },
  { id: 'train', emoji: '🚂' },
  { id: 'anchor', emoji: '⚓' },
  { id: 'castle', emoji: '🏰' },
  { id: 'ghost', emoji: '👻' },
] as const satisfies readonly { id: string; emoji: string }[];

/** Splits 24 bits into four times six, the first bits first, and looks the words up. */
export function words(bits: Bytes): Word[] {
  const [a = 0, b = 0, c = 0] = bits;
  return [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63].map((place) => {
    const word = WORDS[place];
    if (word === undefined) throw new RangeError('six bits are below 64');
    return word;
  });
}
