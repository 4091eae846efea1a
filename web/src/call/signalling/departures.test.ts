import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Departure } from './departure';
import { Departures } from './departures';
import { Unreachable } from './unreachable';

/** A server that can be reached or not, and what it was told. */
function server() {
  const told: string[] = [];
  const there = { reachable: false, told };
  const departure = (call: string) =>
    new Departure(
      { token: call, operation: call },
      {
        open: async () => {
          if (!there.reachable) throw new Unreachable('');
          return {} as never;
        },
        resume: async (token) => {
          told.push(`resume ${token}`);
          return { ok: true, call, role: 'waiter', token, partner_present: true };
        },
      },
      async () => void told.push(`hang_up ${call}`),
      true,
    );
  return { there, departure };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('are told one after the other as soon as the server can be reached', async () => {
  const { there, departure } = server();
  const departures = new Departures();
  departures.add(departure('a'));
  departures.add(departure('b'));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(there.told).toEqual([]);
  there.reachable = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(there.told).toEqual(['resume a', 'hang_up a', 'resume b', 'hang_up b']);
  expect(departures.pending).toBe(false);
  await departures.settled;
});

test('are told once, before what waits for them', async () => {
  const { there, departure } = server();
  const departures = new Departures();
  departures.add(departure('a'));
  await expect(departures.tell()).rejects.toThrow(Unreachable);
  there.reachable = true;
  await departures.tell();
  expect(there.told).toEqual(['resume a', 'hang_up a']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(there.told).toHaveLength(2);
});

test('are forgotten when the server keeps their place no longer', async () => {
  const { there, departure } = server();
  const departures = new Departures();
  departures.add(departure('a'));
  await vi.advanceTimersByTimeAsync(70_000);
  there.reachable = true;
  await departures.settled;
  await departures.tell();
  expect(there.told).toEqual([]);
});
