import { expect, test } from 'vitest';
import { kept } from '../../kept';
import { ANYONE } from '../search/wish';
import { CallKeeper, type KeptCall } from './kept-call';

const call: KeptCall = {
  call: 'c',
  token: 't1',
  operation: 'op',
  partner: { country: 'FR' },
  since: 5,
  muted: true,
  wish: ANYONE,
  own: { kind: 'withheld' },
  ways: 'hidden',
};

/** A keeper in a tab of its own, and its clock. */
function begin() {
  const clock = { now: 1_000 };
  const tab = kept(() => {
    throw new Error('there is no storage');
  });
  return { clock, keeper: new CallKeeper(tab, () => clock.now) };
}

test('a call comes back as it was kept, for as long as its token lives', () => {
  const { clock, keeper } = begin();
  keeper.keep(call);
  clock.now = 100_000;
  keeper.keep({ ...call, muted: false });
  clock.now = 120_999;
  expect(keeper.recall()).toMatchObject({ ...call, muted: false });
  clock.now = 121_000;
  expect(keeper.recall()).toBeUndefined();
  expect(keeper.text).toBeNull();
});

test('a newer token counts from when it came', () => {
  const { clock, keeper } = begin();
  keeper.keep(call);
  clock.now = 60_000;
  keeper.keep({ ...call, token: 't2' });
  clock.now = 150_000;
  expect(keeper.recall()?.token).toBe('t2');
});

test('nothing stays of a call that is over, of a clock that was put back, or of what can’t be read', () => {
  const { clock, keeper } = begin();
  keeper.keep(call);
  keeper.forget();
  expect(keeper.recall()).toBeUndefined();
  keeper.keep(call);
  clock.now = 999;
  expect(keeper.recall()).toBeUndefined();
  keeper.take('{');
  expect(keeper.recall()).toBeUndefined();
  expect(keeper.text).toBeNull();
});

test('whoever keeps a copy is told of each change once, and what they hand back brings the call back', () => {
  const { keeper } = begin();
  const told: (string | null)[] = [];
  keeper.listener = (text) => told.push(text);
  keeper.keep(call);
  keeper.keep(call);
  keeper.forget();
  keeper.forget();
  expect(told).toHaveLength(2);
  expect(told[1]).toBeNull();
  const after = begin().keeper;
  after.take(told[0] ?? '');
  expect(after.recall()).toMatchObject(call);
});
