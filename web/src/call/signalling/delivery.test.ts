import { describe, expect, test } from 'vitest';
import { Delivery, type Numbers } from './delivery';

type Frame = Numbers & { readonly text?: string };

/** Two sides and the way between them, which the test can break. */
function pair() {
  const taken = { a: [] as string[], b: [] as string[] };
  const way = { open: true, frames: 0 };
  const sides: { a: Delivery; b: Delivery } = {
    a: new Delivery((numbers) => carry('b', numbers)),
    b: new Delivery((numbers) => carry('a', numbers)),
  };
  function carry(to: 'a' | 'b', frame: Frame) {
    if (!way.open) return;
    way.frames += 1;
    if (sides[to].takes(frame) && frame.text !== undefined) taken[to].push(frame.text);
  }
  const say = (from: 'a' | 'b', text: string) =>
    sides[from].send(text.length, (numbers) => carry(from === 'a' ? 'b' : 'a', { ...numbers, text }));
  return { sides, taken, way, say };
}

describe('frames arrive once and in order', () => {
  test('while nothing breaks', () => {
    const { taken, say } = pair();
    for (const text of ['one', 'two', 'three']) say('a', text);
    say('b', 'yes');
    expect(taken).toEqual({ a: ['yes'], b: ['one', 'two', 'three'] });
  });

  test('where some were lost, before anybody noticed', () => {
    const { sides, taken, way, say } = pair();
    say('a', 'one');
    way.open = false;
    say('a', 'two');
    say('b', 'lost too');
    way.open = true;
    // Said before the news that the partner is back: it must not overtake what is still missing.
    say('a', 'three');
    expect(taken.b).toEqual(['one']);
    sides.a.again();
    sides.b.again();
    say('a', 'four');
    expect(taken).toEqual({ a: ['lost too'], b: ['one', 'two', 'three', 'four'] });
  });

  test('through any number of breaks, at any place', () => {
    // A fixed pseudo-random walk: each step says something, breaks the way or mends it.
    let seed = 1;
    const roll = (sides: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % sides;
    };
    const { sides, taken, way, say } = pair();
    const said = { a: [] as string[], b: [] as string[] };
    for (let step = 0; step < 20_000; step += 1) {
      const from = roll(2) === 0 ? 'a' : 'b';
      if (roll(5) > 0) {
        if (say(from, String(step))) said[from].push(String(step));
      } else {
        way.open = !way.open;
        if (way.open) for (const side of [sides.a, sides.b]) side.again();
      }
    }
    way.open = true;
    sides.a.again();
    sides.b.again();
    expect(said.a.length).toBeGreaterThan(5_000);
    expect(taken).toEqual({ a: said.b, b: said.a });
  });
});

describe('what is kept is bounded', () => {
  test('by confirmations, where only one side speaks', () => {
    const { sides, way, say } = pair();
    for (let n = 0; n < 10_000; n += 1) expect(say('a', 'monologue')).toBe(true);
    const before = way.frames;
    sides.a.again();
    expect(way.frames - before).toBeLessThan(16);
  });

  test('in number and in bytes, where the partner confirms nothing', () => {
    const { way, say } = pair();
    way.open = false;
    let frames = 0;
    while (say('a', 'x')) frames += 1;
    expect(frames).toBe(256);
    let bytes = 0;
    while (say('b', 'x'.repeat(10_000))) bytes += 10_000;
    expect(bytes).toBe(260_000);
  });
});

test('a partner who numbers nothing is heard all the same', () => {
  const { sides } = pair();
  expect(sides.a.takes({})).toBe(true);
  expect(sides.a.takes({ got: 3 })).toBe(true);
});
