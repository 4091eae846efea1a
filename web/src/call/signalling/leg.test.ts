import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FailureCode, Resumed, ResumeReply } from '../../wire';
import { Leg } from './leg';
import type { ResumeClaim } from './resume-claim';
import { Unreachable } from './unreachable';

const claim: ResumeClaim = { token: 't1', operation: 'op' };
const resumed: Resumed = { call: 'c', role: 'waiter', token: 't2', partner_present: true };
const refused = (code: FailureCode): ResumeReply => ({ ok: false, error: { code, message: '' } });

/** A leg, what it says to the server, and what the server answers to `resume`, one after the other. */
function begin(...answers: (ResumeReply | 'no answer')[]) {
  const said: string[] = [];
  const told: string[] = [];
  const leg = new Leg(
    'c',
    claim,
    {
      open: async () => ({}) as never,
      resume: async (token, operation, back) => {
        said.push(`resume ${token} ${operation}`);
        const answer = answers.shift() ?? 'no answer';
        if (answer === 'no answer') throw new Unreachable('');
        if (answer.ok) back?.(answer);
        return answer;
      },
      renew: async (call) => {
        said.push(`renew ${call}`);
        return { ok: true, token: 't9', ice_servers: [] };
      },
      dropIfSilent: () => said.push('dropIfSilent'),
    },
    {
      back: () => told.push('back'),
      renewed: () => told.push('renewed'),
      token: (token) => told.push(token),
      gone: () => told.push('gone'),
    },
  );
  return { leg, said, told };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('asks for a fresh token every minute, until the call is over', async () => {
  const { leg, said, told } = begin();
  await vi.advanceTimersByTimeAsync(120_000);
  leg.leave();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(said).toEqual(['renew c', 'renew c']);
  expect(told).toEqual(['t9', 'renewed', 't9', 'renewed']);
});

test('shows the same token as the same operation until it is answered', async () => {
  const { leg, said, told } = begin('no answer', refused('slow_down'), { ok: true, ...resumed });
  leg.comeBack();
  expect(leg.away).toBe(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toEqual(['resume t1 op', 'resume t1 op', 'resume t1 op']);
  expect(told).toEqual(['t2', 'back']);
  expect(leg.away).toBe(false);
  leg.leave();
});

test('is back before anything that comes in one message with the answer', async () => {
  const { leg, said, told } = begin({ ok: true, ...resumed });
  const order: string[][] = [];
  // Over polling the next packet is taken in before any promise goes on.
  const push = said.push.bind(said);
  said.push = (...what) => {
    queueMicrotask(() => order.push([...told]));
    return push(...what);
  };
  leg.comeBack();
  await vi.advanceTimersByTimeAsync(0);
  expect(order[0]).toEqual(['t2', 'back']);
  leg.leave();
});

test('is told once that there is nothing to come back to', async () => {
  const { leg, told } = begin(refused('over'));
  leg.comeBack();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(told).toEqual(['gone']);
});

test('gives up after a minute', async () => {
  const { leg, said, told } = begin();
  leg.comeBack();
  await vi.advanceTimersByTimeAsync(61_000);
  const tries = said.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual(['gone']);
  expect(said).toHaveLength(tries);
});

test('a call that is left while cut off is handed back to be told, and comes back for nothing else', async () => {
  const { leg, said, told } = begin('no answer', { ok: true, ...resumed });
  leg.comeBack();
  await vi.advanceTimersByTimeAsync(0);
  const departure = leg.depart(async () => void said.push('hang_up c'));
  expect(said).toEqual(['resume t1 op']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toHaveLength(1);
  await departure.tell();
  expect(said.slice(1)).toEqual(['resume t1 op', 'hang_up c']);
  expect(told).toEqual([]);
});

test('a call that is left while connected is told over that connection', async () => {
  const { leg, said } = begin();
  await leg.depart(async () => void said.push('hang_up c')).tell();
  expect(said).toEqual(['hang_up c']);
});

test('a call that is left over a connection that has gone is told on the next one', async () => {
  const { leg, said } = begin('no answer', { ok: true, ...resumed });
  let tries = 0;
  const departure = leg.depart(async () => {
    said.push('hang_up c');
    tries += 1;
    if (tries === 1) throw new Unreachable('');
  });
  await expect(departure.tell()).rejects.toThrow(Unreachable);
  await departure.tell();
  expect(said).toEqual(['hang_up c', 'resume t1 op', 'resume t1 op', 'hang_up c']);
});

test('finds out whether the connection works, once at a time, and hurries where it is known not to', async () => {
  const { leg, said, told } = begin('no answer', { ok: true, ...resumed });
  leg.verify();
  leg.verify();
  await vi.advanceTimersByTimeAsync(0);
  expect(said).toEqual(['dropIfSilent', 'renew c', 'dropIfSilent']);
  expect(told).toEqual(['t9', 'renewed']);

  leg.comeBack();
  await vi.advanceTimersByTimeAsync(0);
  leg.verify();
  await vi.advanceTimersByTimeAsync(0);
  expect(said).toEqual(['dropIfSilent', 'renew c', 'dropIfSilent', 'resume t9 op', 'resume t9 op']);
  leg.leave();
});
