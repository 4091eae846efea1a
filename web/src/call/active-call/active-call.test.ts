import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Resumed, ResumeReply, Role, Signal } from '../../wire';
import type { Conversation } from '../chat/conversation';
import type { Speaker } from '../devices/speaker';
import type { PeerEvents, PeerSignal } from '../peer/peer';
import type { Restriction } from '../ways/ways';
import { ActiveCall, type CallSignalling } from './active-call';
import type { PeerConnection } from './call-media';

const speaker = { play: async () => 'playing', silence: () => undefined } as unknown as Speaker;

/** One connection to the partner that was made, and what it was given. */
interface Made extends PeerConnection {
  readonly role: Role;
  readonly restriction: Restriction;
  readonly events: PeerEvents;
  readonly received: PeerSignal[];
  closed: boolean;
  /** The kind of this side's end of the way that the voices take. */
  end: RTCIceCandidateType;
  restarts: number;
}

function connection(role: Role, restriction: Restriction, events: PeerEvents): Made {
  const made: Made = {
    role,
    restriction,
    events,
    received: [],
    closed: false,
    end: 'host',
    restarts: 0,
    receive: (signal) => made.received.push(signal),
    speakInto: () => undefined,
    statistics: async () =>
      new Map<string, unknown>([
        ['T', { type: 'transport', selectedCandidatePairId: 'P' }],
        ['P', { type: 'candidate-pair', localCandidateId: 'L' }],
        ['L', { candidateType: made.end }],
      ]) as RTCStatsReport,
    go: () => undefined,
    restart: () => {
      made.restarts += 1;
    },
    close: () => {
      made.closed = true;
    },
  };
  return made;
}

/** A page in a call. What it says goes into `says`, to be carried on by the test or by {@link together}. */
function page(role: Role) {
  const says: Signal[] = [];
  const told: string[] = [];
  const made: Made[] = [];
  const replies: ResumeReply[] = [];
  const spokenInto: Conversation[] = [];
  const signalling: CallSignalling = {
    listener: undefined,
    open: async () => ({}) as never,
    resume: async (_token, _operation, back) => {
      const reply = replies.shift() ?? { ok: false, error: { code: 'over', message: '' } };
      if (reply.ok) back?.(reply);
      return reply;
    },
    renew: async () => ({ ok: true, token: 't', ice_servers: [] }),
    dropIfSilent: () => undefined,
    hangUp: async () => undefined,
    signal: (signal) => says.push(signal),
    keys: () => undefined,
    frame: () => undefined,
    typing: () => undefined,
    connectivity: () => undefined,
  };
  const call = new ActiveCall({
    call: 'c',
    claim: { token: 't1', operation: 'op' },
    signalling,
    speaker,
    servers: () => ({}),
    connect: (as, restriction, events) => {
      const one = connection(as, restriction, events);
      made.push(one);
      return one;
    },
    events: {
      link: (link) => told.push(link),
      away: (away) => told.push(`away ${away}`),
      anew: () => {
        told.push('anew');
        call.converse((conversation) => spokenInto.push(conversation));
      },
      soundBlocked: () => undefined,
      arrives: () => undefined,
      chat: () => undefined,
      said: () => undefined,
      heard: () => undefined,
      silent: () => undefined,
      claim: ({ token }) => told.push(token),
      credentials: () => undefined,
      left: (why) => told.push(why),
      partnerGone: () => told.push('partner gone'),
      tampered: () => told.push('tampered'),
      gone: () => told.push('gone'),
      unable: () => told.push('unable'),
    },
  });
  const resumed = (more: Partial<Resumed> = {}): ResumeReply => ({
    ok: true,
    call: 'c',
    role,
    token: 't2',
    partner_present: true,
    ...more,
  });
  return { call, says, told, made, replies, resumed, signalling, spokenInto };
}

/** Carries what two pages say to each other until neither has anything to say. */
function together(one: ReturnType<typeof page>, other: ReturnType<typeof page>): void {
  for (let more = true; more; ) {
    more = false;
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      for (const signal of from.says.splice(0)) {
        to.call.signal(signal);
        more = true;
      }
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

for (const [back, stays] of [
  ['waiter', 'newcomer'],
  ['newcomer', 'waiter'],
] as const)
  test(`a ${back} whose page is a new one and a ${stays} set the call up anew`, async () => {
    const [one, other] = [page(back), page(stays)];
    other.call.begin({ role: stays });
    one.replies.push(one.resumed());
    one.call.takeUp();
    await vi.advanceTimersByTimeAsync(0);
    other.call.returned();
    // What the partner says before it knows belongs to the page that is gone.
    one.call.signal({ call: 'c', n: 3, description: { type: 'offer', sdp: '' } });
    expect(one.made).toEqual([]);
    together(one, other);
    expect(one.made.map(({ role }) => role)).toEqual([back]);
    expect(other.made.map(({ role, closed }) => [role, closed])).toEqual([
      [stays, true],
      [stays, false],
    ]);
    // Numbers begin again on both sides.
    one.made[0]?.events.send({ candidate: { candidate: 'x' } });
    together(one, other);
    expect(other.made[1]?.received).toEqual([{ candidate: { candidate: 'x' } }]);
    expect([one.told.at(-1), other.told.at(-1)]).toEqual(['anew', 'anew']);
  });

test('what is said because the call was set up anew goes into its new conversation, on both sides', async () => {
  const [one, other] = [page('waiter'), page('newcomer')];
  other.call.begin({ role: 'newcomer' });
  one.replies.push(one.resumed());
  one.call.takeUp();
  await vi.advanceTimersByTimeAsync(0);
  together(one, other);
  await vi.dynamicImportSettled();
  for (const { call, spokenInto } of [one, other]) {
    expect(call.conversation).toBeDefined();
    expect(spokenInto).toEqual([call.conversation]);
  }
});

test('two pages that are both new set the call up once', async () => {
  const [one, other] = [page('waiter'), page('newcomer')];
  one.replies.push(one.resumed({ partner_present: false }));
  one.call.takeUp();
  await vi.advanceTimersByTimeAsync(0);
  expect(one.says).toEqual([]);
  other.replies.push(other.resumed());
  other.call.takeUp();
  await vi.advanceTimersByTimeAsync(0);
  one.call.returned();
  together(one, other);
  expect([one.made.length, other.made.length]).toEqual([1, 1]);
});

test('what was lost on the way is said again, and nothing is set up twice for it', async () => {
  const [one, other] = [page('waiter'), page('newcomer')];
  other.call.begin({ role: 'newcomer' });
  one.replies.push(one.resumed());
  one.call.takeUp();
  await vi.advanceTimersByTimeAsync(0);
  for (const signal of one.says.splice(0)) other.call.signal(signal);
  // The answer is lost.
  other.says.length = 0;
  one.call.returned();
  other.call.returned();
  together(one, other);
  expect([one.made.length, other.made.length]).toEqual([1, 2]);
});

test('a partner who doesn’t know how to begin anew is given up', async () => {
  const { call, told, replies, resumed } = page('waiter');
  replies.push(resumed());
  call.takeUp();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(told).not.toContain('failed');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told.at(-1)).toBe('failed');
});

test('a partner who begins anew without end is given up', () => {
  const { call, told, made } = page('waiter');
  call.begin({ role: 'waiter' });
  for (let anew = 0; anew < 30; anew += 1) call.signal({ call: 'c', anew });
  expect(made).toHaveLength(21);
  expect(told.at(-1)).toBe('failed');
});

test('a partner who leaves the page is gone at once, and the call a little later', async () => {
  const { call, told, made } = page('waiter');
  call.begin({ role: 'waiter' });
  call.signal({ call: 'c', leaving: true });
  expect(made[0]?.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(told.at(-1)).toBe('interrupted');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told.at(-1)).toBe('partner gone');
});

test('a partner who leaves the page and is back isn’t gone', async () => {
  const { call, told, made } = page('waiter');
  call.begin({ role: 'waiter' });
  call.signal({ call: 'c', leaving: true });
  call.returned();
  call.signal({ call: 'c', anew: 1 });
  await vi.advanceTimersByTimeAsync(14_000);
  expect(told).not.toContain('partner gone');
  expect(made).toHaveLength(2);
});

test('p02 a call that no relay may carry is so for a page that comes back to it, and for the partner after a renewal', async () => {
  const [one, other] = [page('waiter'), page('newcomer')];
  other.call.begin({ role: 'newcomer', direct_only: true });
  await vi.advanceTimersByTimeAsync(60_000);
  one.replies.push(one.resumed({ direct_only: true }));
  one.call.takeUp();
  await vi.advanceTimersByTimeAsync(0);
  other.call.returned();
  together(one, other);
  const last = [one.made.at(-1), other.made.at(-1)];
  expect(last.map((made) => made?.restriction.direct_only)).toEqual([true, true]);
  expect(other.made).toHaveLength(2);
});

test('whoever comes back to the server seeks another way where a relay carries the voices by then', async () => {
  const { call, made, replies, resumed } = page('waiter');
  call.begin({ role: 'waiter' });
  const [voices] = made;
  if (voices === undefined) throw new Error('no connection was made');
  for (const [end, restarts] of [
    ['host', 0],
    ['relay', 1],
    ['srflx', 1],
  ] as const) {
    voices.end = end;
    replies.push(resumed());
    call.lost();
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([end, voices.restarts]).toEqual([end, restarts]);
  }
});

test('nothing of a call is left when it is closed', async () => {
  const { call, told, made, signalling } = page('waiter');
  call.begin({ role: 'waiter' });
  call.signal({ call: 'c', leaving: true });
  call.signal({ call: 'c', anew: 1 });
  call.close();
  expect(signalling.listener).toBeUndefined();
  expect(made.every(({ closed }) => closed)).toBe(true);
  const before = [...told];
  await vi.advanceTimersByTimeAsync(300_000);
  expect(told).toEqual(before);
});
