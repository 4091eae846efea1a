import { afterEach, beforeEach, expect, test, vi } from 'vitest';
// Calls fetch these on their own: here, so that none is still under way when the tests are over.
import './chat/conversation';
import './devices/meter';
import './ways/way';
import { kept } from '../kept';
import type { Acknowledgement, JoinReply, Matched, Welcome } from '../wire';
import { ActiveCall } from './active-call/active-call';
import type { CallCode } from './call-code';
import { Caller, type CallerSignalling, type Surroundings } from './caller';
import type { Microphone, MicrophoneProblem } from './devices/microphone';
import type { Speaker } from './devices/speaker';
import type { PeerEvents } from './peer/peer';
import { CallKeeper } from './return/kept-call';
import { OnePage } from './return/one-page';
import { reopen } from './return/reopen';
import type { Session } from './search/session';
import { ANYONE } from './search/wish';
import { Departures } from './signalling/departures';
import type { SignallingEvents } from './signalling/signalling';
import { Unreachable } from './signalling/unreachable';
import type { CallState } from './state';

/** A connection to a partner of which nothing comes. */
class Peer {
  static latest: Peer;
  readonly #events: Pick<PeerEvents, 'link'>;

  constructor(_role: string, _setup: unknown, events: Pick<PeerEvents, 'link'>) {
    this.#events = events;
    Peer.latest = this;
  }

  /** No way leads to the partner. */
  fails() {
    this.#events.link('failed');
  }

  /** The voices meet. */
  connects() {
    this.#events.link('connected');
  }

  receive() {}
  speakInto() {}
  async statistics() {
    return new Map();
  }
  go() {}
  restart() {}
  close() {}
}

/** One that never has an offer to give. */
class EarlyOffer {
  static here = 0;

  constructor() {
    EarlyOffer.here += 1;
  }

  take() {}
  handOver() {}
  redeem() {}
  speakInto() {}
  discard() {
    EarlyOffer.here -= 1;
  }
}

const matched = (call: string): Matched => ({
  call,
  role: 'waiter',
  partner: { country: null },
  token: call,
});

/** How long a connection that has gone is believed in, in milliseconds. */
const SILENCE = 3_000;

/** A caller, the server that they reach or don't, what they say to it, and where they stand. */
function begin(tab = kept(noStorage)) {
  const keeper = new CallKeeper(tab, () => Date.now());
  const said: string[] = [];
  const states: CallState[] = [];
  const server = {
    reachable: true,
    welcome: { hiding: 'optional', ice_servers: [] } as unknown as Welcome,
    /** The connection has gone, which nobody has noticed yet. */
    gone: false,
    /** What becomes of a block. */
    block: { ok: true } as Acknowledgement,
    events: {} as SignallingEvents,
  };
  const reached = async <T>(answer: T): Promise<T> => {
    if (server.gone) {
      await new Promise((resolve) => setTimeout(resolve, SILENCE));
      if (server.gone) server.events.lost();
      server.gone = false;
      throw new Unreachable('');
    }
    if (!server.reachable) throw new Unreachable('');
    return answer;
  };
  const say = (what: string) => {
    const heard = server.reachable && !server.gone;
    if (heard) said.push(what);
    return heard;
  };
  const signalling: CallerSignalling = {
    listener: undefined,
    open: () => reached(server.welcome),
    join: async () => {
      say('join');
      return reached<JoinReply>({ ok: true, state: 'waiting' });
    },
    next: async (call) => {
      say(`next ${call}`);
      return reached<JoinReply>({ ok: true, state: 'waiting' });
    },
    resume: async (token, _operation, back) => {
      say(`resume ${token}`);
      const reply = { ok: true, call: token, role: 'waiter', token, partner_present: true } as const;
      await reached(reply);
      back?.(reply);
      return reply;
    },
    renew: async () => reached({ ok: true, token: 'renewed', ice_servers: [] }),
    report: async ({ call }) => {
      say(`report ${call}`);
      return reached({ ok: true });
    },
    hangUp: async (call) => {
      say(`hang_up ${call}`);
      await reached(undefined);
    },
    block: async (call) => {
      say(`block ${call}`);
      return reached(server.block);
    },
    again: (call) => say(`again ${call}`),
    leave: () => say('leave'),
    close: () => say('close'),
    offer: () => undefined,
    signal: ({ leaving, anew }) => {
      if (leaving) say('leaving');
      if (anew !== undefined) say('anew');
    },
    keys: () => undefined,
    frame: () => undefined,
    typing: () => undefined,
    connectivity: () => undefined,
    dropIfSilent: () => undefined,
  };
  /** What the system says to whoever asks for the microphone, how often it was asked, and what it was missed for. */
  const input = { failure: undefined as string | undefined, asked: 0, missed: [] as MicrophoneProblem[] };
  const around: Surroundings = {
    signalling: (events) => {
      server.events = events;
      return signalling;
    },
    microphone: {
      allowed: true,
      muted: false,
      prepare: async () => undefined,
      open: async () => {
        input.asked += 1;
        if (input.failure !== undefined) throw new DOMException('', input.failure);
      },
      close: () => undefined,
      follow: () => undefined,
    } as unknown as Microphone,
    speaker: { silence: () => undefined } as unknown as Speaker,
    session: { tag: 'tag' } as unknown as Session,
    keeper,
    locks: undefined,
    fetchCode: async () =>
      ({ ActiveCall, Departures, EarlyOffer, OnePage, Peer, reopen }) as unknown as CallCode,
    holdsToTalk: () => false,
    microphoneMissing: (problem) => input.missed.push(problem),
    obstacle: undefined,
    now: () => performance.now(),
    wallClock: () => Date.now(),
  };
  const caller = new Caller(
    around,
    (state) => states.push(state),
    () => undefined,
  );
  return {
    caller,
    server,
    signalling,
    said,
    tab,
    keeper,
    input,
    at: () => states.at(-1)?.at,
    state: () => states.at(-1),
  };
}

function noStorage(): Storage {
  throw new Error('there is no storage');
}

/** The same in a call. */
async function talking() {
  const all = begin();
  void all.caller.start(ANYONE, { kind: 'automatic' }, 'direct');
  await vi.advanceTimersByTimeAsync(0);
  all.server.events.matched(matched('a'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(all.at()).toBe('talking');
  all.said.length = 0;
  return all;
}

/** The connection to the server breaks, and can't be made again. */
async function cutOff({ server }: ReturnType<typeof begin>) {
  server.reachable = false;
  server.events.lost();
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('RTCPeerConnection', { generateCertificate: async () => ({}) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ways: [string, (caller: Caller) => void][] = [
  ['hangs up and calls again', (caller) => caller.hangUp()],
  ['goes home and calls again', (caller) => caller.leave()],
  [
    'hangs up, goes home and calls again',
    (caller) => {
      caller.hangUp();
      caller.leave();
    },
  ],
];
for (const [name, leave] of ways)
  test(`whoever ${name} while cut off tells the old call’s end before the new search`, async () => {
    const all = await talking();
    await cutOff(all);
    leave(all.caller);
    await vi.advanceTimersByTimeAsync(3_000);
    all.server.reachable = true;
    void all.caller.start(ANYONE, { kind: 'automatic' }, 'direct');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(all.said.filter((what) => what !== 'close')).toEqual(['resume a', 'hang_up a', 'join']);
    expect(all.at()).toBe('looking');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(all.said.filter((what) => what.startsWith('resume'))).toHaveLength(1);
  });

test('whoever goes on to the next partner while cut off tells the old call’s end first', async () => {
  const all = await talking();
  await cutOff(all);
  void all.caller.next();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(all.at()).toBe('looking');
  all.server.reachable = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(all.said).toEqual(['resume a', 'hang_up a', 'join']);
});

test('a search that can’t tell the old call’s end says that the server can’t be reached', async () => {
  const all = await talking();
  await cutOff(all);
  void all.caller.next();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(all.state()).toMatchObject({ at: 'failed', problem: { kind: 'unreachable' } });
});

test('whoever goes home while cut off is gone once that has been told', async () => {
  const all = await talking();
  await cutOff(all);
  all.caller.leave();
  all.server.reachable = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(all.said).toEqual(['resume a', 'hang_up a', 'close']);
});

test('whoever blocks their partner while cut off tells that instead of the call’s end', async () => {
  const all = await talking();
  await cutOff(all);
  const blocked = all.caller.block('a');
  expect(all.state()).toMatchObject({ at: 'ended', how: 'you_blocked' });
  all.server.reachable = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(all.said).toEqual(['resume a', 'block a']);
  expect(await blocked).toBe(true);
});

test('p09_whoever_blocks_learns_that_the_server_was_never_told', async () => {
  const all = await talking();
  await cutOff(all);
  const blocked = all.caller.block('a');
  await vi.advanceTimersByTimeAsync(90_000);
  expect(await blocked).toBe(false);
  expect(all.state()).toMatchObject({ at: 'ended', how: 'you_hung_up' });
  expect(all.said).toEqual([]);
});

test('p09_whoever_blocks_learns_that_the_server_has_forgotten_the_call', async () => {
  const all = await talking();
  all.caller.hangUp();
  all.server.block = { ok: false, error: { code: 'over', message: '' } };
  expect(await all.caller.block('a')).toBe(false);
  expect(all.state()).toMatchObject({ at: 'ended', how: 'you_hung_up' });
});

test('whoever blocks the partner of a call that is over is told whether the server could be', async () => {
  const all = await talking();
  all.caller.hangUp();
  await cutOff(all);
  expect(await all.caller.block('a')).toBe(false);
  expect(all.state()).toMatchObject({ at: 'ended', how: 'you_hung_up' });
  all.server.reachable = true;
  expect(await all.caller.block('a')).toBe(true);
  expect(all.state()).toMatchObject({ at: 'ended', how: 'you_blocked' });
});

const departures: [string, (caller: Caller) => unknown, string[]][] = [
  ['hangs up', (caller) => caller.hangUp(), ['resume a', 'hang_up a']],
  ['blocks', (caller) => caller.block('a'), ['resume a', 'block a']],
  ['reports', (caller) => caller.report('a', 'hate'), ['resume a', 'report a']],
  ['goes home', (caller) => caller.leave(), ['resume a', 'hang_up a', 'close']],
  ['goes on', (caller) => caller.next(), ['resume a', 'hang_up a', 'join']],
];
for (const [name, depart, told] of departures)
  test(`whoever ${name} over a connection that has gone, unnoticed, tells that on the next one`, async () => {
    const all = await talking();
    Peer.latest.connects();
    await vi.advanceTimersByTimeAsync(1_000);
    all.server.gone = true;
    void depart(all.caller);
    await vi.advanceTimersByTimeAsync(2 * SILENCE);
    expect(all.said).toEqual(told);
  });

test('whoever reports over a connection that can’t be made again learns that, and has hung up', async () => {
  const all = await talking();
  await cutOff(all);
  const reported = all.caller.report('a', 'hate');
  expect(all.state()).toMatchObject({ at: 'ended', how: 'you_reported' });
  await vi.advanceTimersByTimeAsync(90_000);
  expect(await reported).toBe('unsent');
  expect(all.state()).toMatchObject({ at: 'ended', how: 'you_hung_up' });
});

for (const when of ['before', 'after'] as const)
  test(`whoever is cut off ${when} they ask for their partner again isn’t left to wait`, async () => {
    const all = await talking();
    Peer.latest.connects();
    await vi.advanceTimersByTimeAsync(2_000);
    all.caller.hangUp();
    if (when === 'before') await cutOff(all);
    await all.caller.again();
    if (when === 'after') {
      expect(all.state()).toMatchObject({ at: 'ended', again: true });
      await cutOff(all);
    }
    expect(all.state()).toMatchObject({ at: 'failed', problem: { kind: 'unreachable' } });
  });

test('the next page of the tab takes the call up, muted if the one before was', async () => {
  const before = await talking();
  before.caller.mute(true);
  before.caller.leavePage();
  expect(before.said).toEqual(['leaving']);
  const after = begin(before.tab);
  await after.caller.takeUp();
  expect(after.state()).toMatchObject({ at: 'talking', call: 'a', muted: true, away: 'self' });
  await vi.advanceTimersByTimeAsync(0);
  expect(after.said).toEqual(['resume a', 'anew']);
});

test('a microphone that the page before still holds is asked for again while the call goes on', async () => {
  const before = await talking();
  before.caller.leavePage();
  const { caller, input, said, at } = begin(before.tab);
  input.failure = 'NotReadableError';
  await caller.takeUp();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(at()).toBe('talking');
  expect(said).toEqual(['resume a', 'anew']);
  expect(input.asked).toBeGreaterThan(2);
  expect(input.missed).toHaveLength(input.asked);
  expect(input.missed[0]).toEqual({ kind: 'microphone_busy' });

  input.failure = undefined;
  await vi.advanceTimersByTimeAsync(2_000);
  const { asked } = input;
  expect(input.missed).toHaveLength(asked - 1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(input.asked).toBe(asked);
});

test('a microphone that isn’t allowed any more ends the call that a page came back to', async () => {
  const before = await talking();
  before.caller.leavePage();
  const { caller, input, state } = begin(before.tab);
  input.failure = 'NotAllowedError';
  await caller.takeUp();
  await vi.advanceTimersByTimeAsync(0);
  expect(state()).toMatchObject({ at: 'failed', problem: { kind: 'microphone_refused' } });
});

test('nothing of a call is kept in the tab when it is over', async () => {
  const all = await talking();
  expect(all.keeper.text).not.toBeNull();
  all.caller.hangUp();
  expect(all.keeper.text).toBeNull();
});

test('another call on the device mutes this one until it gives the sound back, and whoever was muted stays so', async () => {
  const { caller, state } = await talking();
  const muted = () => state()?.at === 'talking' && state();
  caller.hold(true);
  expect(muted()).toMatchObject({ muted: true });
  caller.hold(false);
  expect(muted()).toMatchObject({ muted: false });
  caller.mute(true);
  caller.hold(true);
  caller.hold(false);
  expect(muted()).toMatchObject({ muted: true });
});

const RELAY = { urls: ['turn:192.0.2.1'], username: 'u', credential: 'c' };
const STUN = { urls: ['stun:192.0.2.1'] };
for (const [what, ice, ways, relay, ...told] of [
  ['the relay was tried', [RELAY], 'any', 'tried'],
  ['the caller refuses the relay', [RELAY], 'direct', 'refused'],
  ['there is no relay', [STUN], 'any', 'none'],
  ['the relay is for callers who hide', [STUN], 'any', 'hiding'],
  [
    'the relay had no room',
    [RELAY],
    'any',
    'full',
    { relay_full: true },
    { relay_full: true },
    { relay_full: true },
  ],
  [
    'nothing, since the partner refused it',
    [RELAY],
    'any',
    'unsaid',
    { direct_only: true },
    { direct_only: true },
    { direct_only: true },
  ],
  ['nothing, since it was another thing each time', [RELAY], 'any', 'unsaid', {}, { relay_full: true }, {}],
] as const)
  test(`a third call in a row without a way ends the search and says that ${what}`, async () => {
    const { caller, server, said, state } = begin();
    const hiding = relay === 'none' ? 'unavailable' : 'optional';
    server.welcome = { hiding, ice_servers: ice } as unknown as Welcome;
    server.events.welcome(server.welcome);
    void caller.start(ANYONE, { kind: 'automatic' }, ways);
    for (const [nth, call] of ['a', 'b', 'c'].entries()) {
      await vi.advanceTimersByTimeAsync(5_000);
      expect(state()?.at).toBe('looking');
      server.events.matched({ ...matched(call), ...told[nth] });
      await vi.advanceTimersByTimeAsync(1_000);
      Peer.latest.fails();
    }
    expect(state()).toMatchObject({ at: 'failed', problem: { kind: 'not_connected', relay } });
    expect(said).toEqual(['join', 'next a', 'next b', 'hang_up c', 'leave']);
  });

test('whoever is left before a way was found looks on, whether the partner went on or hung up', async () => {
  const { signalling, said, state } = await talking();
  signalling.listener?.partnerLeft({ call: 'a', why: 'hung_up' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(state()?.at).toBe('looking');
  expect(said).toEqual(['next a']);
});

test('the offer for the next partner goes with the connection whose relay it holds', async () => {
  const all = await talking();
  Peer.latest.connects();
  EarlyOffer.here = 0;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(EarlyOffer.here).toBe(1);
  await cutOff(all);
  expect(EarlyOffer.here).toBe(0);
  all.server.reachable = true;
  all.server.events.welcome({ hiding: 'optional', ice_servers: [] } as unknown as Welcome);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(EarlyOffer.here).toBe(1);
});

test('who looks at the filter keeps the connection that a call was prepared on', async () => {
  const { caller, said } = begin();
  await caller.countrySeen();
  expect(said).toEqual(['close']);
  caller.ready('any');
  await caller.countrySeen();
  expect(said).toEqual(['close']);
});

test('a page that isn’t left in a call leaves nothing behind', async () => {
  const all = begin();
  void all.caller.start(ANYONE, { kind: 'automatic' }, 'direct');
  await vi.advanceTimersByTimeAsync(200);
  all.caller.leavePage();
  expect(all.said).toEqual(['join', 'close']);
  expect(all.keeper.text).toBeNull();
});
