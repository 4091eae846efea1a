import { describe, expect, test } from 'vitest';
import type { Waiting } from '../wire';
import {
  type CallEvent,
  type CallState,
  OFFER_AFTER,
  OFFER_AFTER_NONE,
  offersWidening,
  START,
  step,
} from './state';

const waiting: Waiting = { supply: 'none', widened: 'few', estimate: null };
const matched: CallEvent = { type: 'matched', call: 'c1', partner: { country: 'FR' }, muted: false };

/** The state after events that come one second apart. */
function journey(...events: CallEvent[]): CallState {
  return events.reduce((state, event, index) => step(state, event, index * 1000), START);
}

const looking = () => journey({ type: 'pressed' }, { type: 'searching' });
const talking = () =>
  journey({ type: 'pressed' }, { type: 'searching' }, matched, { type: 'link', link: 'connected' });

describe('the way through a call', () => {
  test('asks for the microphone before anything else', () => {
    expect(journey({ type: 'pressed' })).toEqual({ at: 'asking' });
  });

  test('counts the time from when the voices met, not from the match', () => {
    const ended = step(talking(), { type: 'ended', how: 'hung_up' }, 3000 + 61_900);
    expect(ended).toEqual({
      at: 'ended',
      call: 'c1',
      how: 'hung_up',
      partner: { country: 'FR' },
      seconds: 61,
      since: 64_900,
      again: false,
    });
  });

  test('two who agree within a minute after a call are in one again', () => {
    const ended = step(talking(), { type: 'ended', how: 'you_hung_up' }, 10_000);
    expect(step(ended, matched, 11_000), 'nobody asked').toBe(ended);
    const asked = step(ended, { type: 'again' }, 69_999);
    expect(asked).toMatchObject({ at: 'ended', again: true });
    expect(step(asked, matched, 69_999)).toMatchObject({ at: 'talking', call: 'c1' });
    expect(step(ended, { type: 'again' }, 70_000), 'too late').toBe(ended);
    for (const how of ['next', 'lost', 'you_reported', 'you_blocked'] as const) {
      const other = step(talking(), { type: 'ended', how }, 10_000);
      expect(step(other, { type: 'again' }, 11_000), how).toBe(other);
    }
  });

  test('who is reported after the call is not asked to talk again', () => {
    const asked = step(step(talking(), { type: 'ended', how: 'hung_up' }, 5000), { type: 'again' }, 6000);
    const judged = step(asked, { type: 'judged', how: 'you_reported' }, 7000);
    expect(judged).toMatchObject({ how: 'you_reported', again: false });
    expect(step(judged, matched, 8000)).toBe(judged);
  });

  test('keeps the clock running through an interruption', () => {
    const held = step(talking(), { type: 'link', link: 'interrupted' }, 9000);
    const back = step(held, { type: 'link', link: 'connected' }, 12_000);
    expect(back).toMatchObject({ link: 'connected', since: 3000 });
  });

  test('a call that never connected lasted no time', () => {
    const state = journey({ type: 'pressed' }, { type: 'searching' }, matched, {
      type: 'ended',
      how: 'next',
    });
    expect(state).toMatchObject({ at: 'ended', seconds: 0 });
  });

  test('a caller who muted themselves stays muted with the next partner', () => {
    expect(step(looking(), { ...matched, muted: true }, 0)).toMatchObject({ at: 'talking', muted: true });
  });

  test('a search that goes on after a call that found no way says so', () => {
    expect(step(talking(), { type: 'searching', missed: true }, 5)).toMatchObject({ since: 5, missed: true });
    expect(step(talking(), { type: 'searching' }, 5)).toMatchObject({ at: 'looking', missed: false });
  });

  test('leads back to the start from everywhere', () => {
    for (const state of [looking(), talking(), journey({ type: 'pressed' })]) {
      expect(step(state, { type: 'left' }, 0)).toBe(START);
    }
  });
});

describe('what comes too late changes nothing', () => {
  const late: [string, CallState, CallEvent][] = [
    ['a match after cancelling', START, matched],
    ['a second match', talking(), { ...matched, call: 'c2' }],
    ['news of the wait in a call', talking(), { type: 'waiting', waiting }],
    [
      'a link after the end',
      step(talking(), { type: 'ended', how: 'next' }, 0),
      { type: 'link', link: 'connected' },
    ],
    ['an end without a call', looking(), { type: 'ended', how: 'hung_up' }],
    ['a second press', looking(), { type: 'pressed' }],
    ['a failure at the start', START, { type: 'failed', problem: { kind: 'unreachable' } }],
  ];
  test.each(late)('%s', (_name, state, event) => {
    expect(step(state, event, 99)).toBe(state);
  });
});

describe('a wider search', () => {
  const wait = (widened: Waiting['widened'], supply: Waiting['supply'] = 'few') =>
    step(looking(), { type: 'waiting', waiting: { ...waiting, widened, supply } }, 2000);

  test('is offered after the time, and not before', () => {
    expect(offersWidening(wait('few'), 1000 + OFFER_AFTER - 1)).toBe(false);
    expect(offersWidening(wait('few'), 1000 + OFFER_AFTER)).toBe(true);
  });

  test('is offered sooner where nobody who fits is here', () => {
    expect(offersWidening(wait('few', 'none'), 1000 + OFFER_AFTER_NONE - 1)).toBe(false);
    expect(offersWidening(wait('few', 'none'), 1000 + OFFER_AFTER_NONE)).toBe(true);
  });

  test('is not offered where it adds nobody, or nothing is known', () => {
    expect(offersWidening(wait('none'), 1e6)).toBe(false);
    expect(offersWidening(looking(), 1e6)).toBe(false);
  });
});
