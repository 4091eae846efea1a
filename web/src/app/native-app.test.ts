import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { CallKeeper } from '../call/return/kept-call';
import { type CallState, START } from '../call/state';
import { kept } from '../kept';
import type { FromApp, FromPage } from '../wire';
import { announced, type InApp } from './in-app';
import { NativeApp } from './native-app';
import { VERSION } from './port';

const looking: CallState = { at: 'looking', since: 0, waiting: null, proving: null, missed: false };
const talking = (more: Partial<Extract<CallState, { at: 'talking' }>> = {}): CallState => ({
  at: 'talking',
  call: 'c',
  partner: { country: 'FR' },
  link: 'connected',
  arrives: true,
  away: 'nobody',
  begun: 0,
  since: 5,
  muted: false,
  soundBlocked: false,
  anew: false,
  ...more,
});

/** The app's end of the channel, and what the page did of it. */
function join(state: CallState = START) {
  const target = new EventTarget();
  const caller = {
    hangUp: vi.fn(),
    hold: vi.fn(),
    leave: vi.fn(),
    mute: vi.fn(),
    next: vi.fn(async () => undefined),
    takeUp: vi.fn(async () => undefined),
  };
  const shown: InApp[] = [];
  const keeper = new CallKeeper(
    kept(() => {
      throw new Error('there is no storage');
    }),
    () => 0,
  );
  const native = new NativeApp(target as unknown as Window, caller, keeper, state, (app) => shown.push(app));
  const said: FromPage[] = [];
  let hear: (data: unknown) => void = () => undefined;
  const port = {
    postMessage: (text: string) => said.push(JSON.parse(text)),
    close: vi.fn(),
    set onmessage(listener: (event: { data: unknown }) => void) {
      hear = (data) => listener({ data });
    },
  };
  const hand = (init: { data?: unknown; source?: unknown; origin?: string; ports?: unknown[] } = {}) =>
    target.dispatchEvent(
      Object.assign(new Event('message'), {
        data: 'calln:port',
        source: null,
        origin: '',
        ports: [port],
        ...init,
      }),
    );
  return {
    native,
    caller,
    keeper,
    shown,
    said,
    port,
    hand,
    app: (message: FromApp) => hear(JSON.stringify(message)),
    raw: (data: unknown) => hear(data),
  };
}

const hello: FromApp = { type: 'hello', version: VERSION, privacy_options: true };
const states = (said: readonly FromPage[]) =>
  said.filter((message) => message.type === 'state').map((message) => message.state);

test('the version is that of the app', () => {
  const samples = JSON.parse(readFileSync('../android/app/src/test/resources/messages.json', 'utf8'));
  expect(VERSION).toBe(samples.version);
});

test('only the app’s own user agent announces it', () => {
  expect(announced({ userAgent: 'Mozilla/5.0 (Linux; Android 16; wv) Chrome/140 CallnAndroid/1' })).toBe(
    true,
  );
  expect(announced({ userAgent: 'Mozilla/5.0 (Linux; Android 16) Chrome/140' })).toBe(false);
});

test('p30 the app is told where the caller stands, each state once', () => {
  const { native, said, hand, app } = join();
  hand();
  expect(said).toEqual([{ type: 'ready', version: VERSION }]);
  app(hello);
  const steps = [
    START,
    { at: 'asking' },
    looking,
    { ...looking, since: 9 },
    talking({ since: null }),
    talking(),
    talking({ muted: true }),
    {
      at: 'ended',
      call: 'c',
      how: 'hung_up',
      partner: { country: 'FR' },
      seconds: 9,
      since: 0,
      again: false,
    },
  ] as CallState[];
  steps.forEach((after, n) => {
    native.call(steps[n - 1] ?? START, after, 60_000);
  });
  expect(states(said)).toEqual([
    { at: 'idle' },
    { at: 'searching' },
    { at: 'call', country: 'FR', connected: false, muted: false },
    { at: 'call', country: 'FR', connected: true, muted: false },
    { at: 'call', country: 'FR', connected: true, muted: true },
    { at: 'idle' },
  ]);
  const visits = said.filter((message) => message.type === 'visit').map((message) => message.event.name);
  expect(visits).toEqual(['page_view', 'call_start', 'call_match', 'session_length']);
});

test('an app that comes late learns the present state', () => {
  const { native, said, hand, app } = join();
  native.call(START, looking, 0);
  hand();
  app(hello);
  expect(states(said)).toEqual([{ at: 'searching' }]);
});

test('a port from a frame, a window or the page itself is not the app’s', () => {
  const { said, hand } = join();
  for (const init of [
    { source: {} },
    { origin: 'https://calln.example' },
    { origin: 'null' },
    { data: 'calln:port ' },
    { data: { type: 'calln:port' } },
    { ports: [] },
  ])
    hand(init);
  expect(said).toEqual([]);
});

test('the app’s buttons do what they say', () => {
  const { native, caller, hand, app } = join();
  hand();
  app(hello);
  native.call(START, looking, 0);
  app({ type: 'command', command: 'hang_up' });
  expect([caller.leave.mock.calls.length, caller.hangUp.mock.calls.length]).toEqual([1, 0]);
  native.call(looking, talking(), 0);
  for (const command of ['mute', 'unmute', 'hang_up', 'next'] as const) app({ type: 'command', command });
  expect(caller.mute.mock.calls).toEqual([[true], [false]]);
  expect([caller.hangUp.mock.calls.length, caller.next.mock.calls.length]).toEqual([1, 1]);
});

test('a cellular call holds this one, and gives it back', () => {
  const { native, caller, hand, app } = join();
  hand();
  app(hello);
  native.call(looking, talking(), 0);
  app({ type: 'held', held: true });
  app({ type: 'held', held: false });
  expect(caller.hold.mock.calls).toEqual([[true], [false]]);
});

test('the app keeps what brings the page back into its call, for as long as the call is on', () => {
  const { keeper, said, hand, app } = join();
  hand();
  keeper.take('before the greeting');
  app(hello);
  keeper.take('a newer token');
  keeper.forget();
  const told = said.filter((message) => message.type === 'keep_call').map(({ call }) => call);
  expect(told).toEqual(['before the greeting', 'a newer token', null]);
});

test('what the app has kept brings the page back into its call, unless it is in one', () => {
  const { keeper, caller, hand, app } = join();
  hand();
  app({ ...hello, kept_call: 'kept' });
  expect(keeper.text).toBe('kept');
  expect(caller.takeUp).toHaveBeenCalledOnce();
  const other = join(talking());
  other.hand();
  other.app({ ...hello, kept_call: 'kept' });
  expect(other.keeper.text).toBeNull();
  expect(other.caller.takeUp).not.toHaveBeenCalled();
});

test('the page shows what the app offers, and asks it for nothing else', () => {
  const { shown, said, hand, app } = join();
  hand();
  app(hello);
  expect(shown.at(-1)?.showPrivacyOptions).toBeDefined();
  shown.at(-1)?.showPrivacyOptions?.();
  app({ type: 'privacy_options', offered: false });
  expect(shown.at(-1)?.showPrivacyOptions).toBeUndefined();
  app({ type: 'routes', routes: [{ id: '1', kind: 'earpiece', name: null }], chosen: '1' });
  expect(shown.at(-1)?.chosen).toBe('1');
  shown.at(-1)?.chooseRoute('1');
  shown.at(-1)?.showSettings();
  expect(said).toContainEqual({ type: 'show_privacy_options' });
  expect(said.slice(-2)).toEqual([{ type: 'choose_route', route: '1' }, { type: 'show_app_settings' }]);
});

test('before the greeting, of another version and what is no message counts for nothing', () => {
  const { caller, shown, said, hand, app, raw } = join(talking());
  hand();
  app({ type: 'command', command: 'hang_up' });
  app({ ...hello, version: VERSION + 1 });
  app({ type: 'command', command: 'hang_up' });
  expect(shown).toEqual([]);
  app(hello);
  for (const data of [null, 7, '', '{', '[]', '{}', '{"type":"toString"}', new ArrayBuffer(1)]) raw(data);
  raw('{"type":"command","command":"constructor"}');
  expect(caller.hangUp).not.toHaveBeenCalled();
  expect(states(said).length).toBe(1);
});

test('another port takes the place of the first', () => {
  const { native, said, port, hand, app } = join();
  hand();
  app(hello);
  native.call(START, looking, 0);
  hand();
  expect(port.close).toHaveBeenCalledOnce();
  app(hello);
  expect(states(said)).toEqual([{ at: 'idle' }, { at: 'searching' }, { at: 'searching' }]);
});
