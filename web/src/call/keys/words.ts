import type { Bytes } from './base64url';

/** One of the words that two callers compare. */
export type Word = (typeof WORDS)[number];

/** What a table of names in another language is keyed by: `Record<WordId, string>`. */
export type WordId = Word['id'];

/** Four words of six bits. */
export const WORD_BITS = 24;

/**
 * The emoji with their English names. The place in the list is the value of six bits; both are fixed by the protocol.
 * All are one code point and shown as emoji without a variation selector.
 */
export const WORDS = [
  { id: 'elephant', emoji: '🐘', english: 'elephant' },
  { id: 'turtle', emoji: '🐢', english: 'turtle' },
  { id: 'butterfly', emoji: '🦋', english: 'butterfly' },
  { id: 'octopus', emoji: '🐙', english: 'octopus' },
  { id: 'panda', emoji: '🐼', english: 'panda' },
  { id: 'owl', emoji: '🦉', english: 'owl' },
  { id: 'dolphin', emoji: '🐬', english: 'dolphin' },
  { id: 'snake', emoji: '🐍', english: 'snake' },
  { id: 'penguin', emoji: '🐧', english: 'penguin' },
  { id: 'horse', emoji: '🐴', english: 'horse' },
  { id: 'pig', emoji: '🐷', english: 'pig' },
  { id: 'frog', emoji: '🐸', english: 'frog' },
  { id: 'lion', emoji: '🦁', english: 'lion' },
  { id: 'rabbit', emoji: '🐰', english: 'rabbit' },
  { id: 'crab', emoji: '🦀', english: 'crab' },
  { id: 'duck', emoji: '🦆', english: 'duck' },
  { id: 'camel', emoji: '🐪', english: 'camel' },
  { id: 'rooster', emoji: '🐓', english: 'rooster' },
  { id: 'cactus', emoji: '🌵', english: 'cactus' },
  { id: 'mushroom', emoji: '🍄', english: 'mushroom' },
  { id: 'sunflower', emoji: '🌻', english: 'sunflower' },
  { id: 'palm-tree', emoji: '🌴', english: 'palm tree' },
  { id: 'apple', emoji: '🍎', english: 'apple' },
  { id: 'banana', emoji: '🍌', english: 'banana' },
  { id: 'grapes', emoji: '🍇', english: 'grapes' },
  { id: 'watermelon', emoji: '🍉', english: 'watermelon' },
  { id: 'carrot', emoji: '🥕', english: 'carrot' },
  { id: 'cherries', emoji: '🍒', english: 'cherries' },
  { id: 'pizza', emoji: '🍕', english: 'pizza' },
  { id: 'doughnut', emoji: '🍩', english: 'doughnut' },
  { id: 'cheese', emoji: '🧀', english: 'cheese' },
  { id: 'egg', emoji: '🥚', english: 'egg' },
  { id: 'key', emoji: '🔑', english: 'key' },
  { id: 'bell', emoji: '🔔', english: 'bell' },
  { id: 'snowman', emoji: '⛄', english: 'snowman' },
  { id: 'gift', emoji: '🎁', english: 'gift' },
  { id: 'guitar', emoji: '🎸', english: 'guitar' },
  { id: 'trumpet', emoji: '🎺', english: 'trumpet' },
  { id: 'drum', emoji: '🥁', english: 'drum' },
  { id: 'hammer', emoji: '🔨', english: 'hammer' },
  { id: 'light-bulb', emoji: '💡', english: 'light bulb' },
  { id: 'camera', emoji: '📷', english: 'camera' },
  { id: 'book', emoji: '📖', english: 'book' },
  { id: 'hourglass', emoji: '⌛', english: 'hourglass' },
  { id: 'umbrella', emoji: '☔', english: 'umbrella' },
  { id: 'crown', emoji: '👑', english: 'crown' },
  { id: 'diamond', emoji: '💎', english: 'diamond' },
  { id: 'glasses', emoji: '👓', english: 'glasses' },
  { id: 'top-hat', emoji: '🎩', english: 'top hat' },
  { id: 'lightning', emoji: '⚡', english: 'lightning' },
  { id: 'door', emoji: '🚪', english: 'door' },
  { id: 'dice', emoji: '🎲', english: 'dice' },
  { id: 'rainbow', emoji: '🌈', english: 'rainbow' },
  { id: 'fire', emoji: '🔥', english: 'fire' },
  { id: 'moon', emoji: '🌙', english: 'moon' },
  { id: 'globe', emoji: '🌍', english: 'globe' },
  { id: 'volcano', emoji: '🌋', english: 'volcano' },
  { id: 'sailboat', emoji: '⛵', english: 'sailboat' },
  { id: 'rocket', emoji: '🚀', english: 'rocket' },
  { id: 'bicycle', emoji: '🚲', english: 'bicycle' },
  { id: 'train', emoji: '🚂', english: 'train' },
  { id: 'anchor', emoji: '⚓', english: 'anchor' },
  { id: 'castle', emoji: '🏰', english: 'castle' },
  { id: 'ghost', emoji: '👻', english: 'ghost' },
] as const satisfies readonly { id: string; emoji: string; english: string }[];

/** Splits 24 bits into four times six, the first bits first, and looks the words up. */
export function words(bits: Bytes): Word[] {
  const [a = 0, b = 0, c = 0] = bits;
  return [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63].map((place) => {
    const word = WORDS[place];
    if (word === undefined) throw new RangeError('six bits are below 64');
    return word;
  });
}
