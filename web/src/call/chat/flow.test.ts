import { expect, test } from 'vitest';
import { PIECE, SMALL_PIECE } from './content';
import { Flow } from './flow';

/**
 * Sends an image of so many bytes over a line of that rate (bytes a second) and round trip (milliseconds). Gives the longest
 * time that a piece waited for others, how long it all took, in milliseconds, and the sizes of the pieces.
 */
function carry(bytes: number, rate: number, roundTrip: number) {
  const flow = new Flow();
  const underWay: { sent: number; size: number; arrives: number }[] = [];
  let [now, left, lineFree, longest] = [0, bytes, 0, 0];
  const sizes: number[] = [];
  while (left > 0 || underWay.length > 0) {
    const inFlight = underWay.reduce((sum, { size }) => sum + size, 0);
    if (left > 0 && (underWay.length === 0 || flow.allows(inFlight))) {
      const size = Math.min(left, flow.piece);
      left -= size;
      longest = Math.max(longest, lineFree - now);
      lineFree = Math.max(now, lineFree) + (size / rate) * 1000;
      underWay.push({ sent: now, size, arrives: lineFree + roundTrip });
      sizes.push(size);
      continue;
    }
    const first = underWay.shift();
    if (first === undefined) break;
    now = first.arrives;
    flow.arrived(first.size, now - first.sent);
  }
  return { longest, took: now, sizes };
}

test('on a slow line next to nothing waits behind an image, and the line is still used', () => {
  for (const rate of [1_500, 2_500, 10_000]) {
    const { longest, took, sizes } = carry(60_000, rate, 300);
    expect(longest).toBeLessThan((2 * SMALL_PIECE * 1000) / rate + 750);
    expect(sizes.every((size) => size <= SMALL_PIECE)).toBe(true);
    expect(took).toBeLessThan((60_000 / rate) * 1000 * 1.7);
  }
});

test('on a quick line pieces soon are large', () => {
  for (const roundTrip of [5, 100, 700]) {
    const { took, sizes } = carry(600_000, 1_000_000, roundTrip);
    expect(sizes.filter((size) => size === SMALL_PIECE).length).toBeLessThan(70);
    expect(sizes).toContain(PIECE);
    expect(took).toBeLessThan(600 + 14 * roundTrip);
  }
});
