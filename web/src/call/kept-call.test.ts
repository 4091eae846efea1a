import { expect, test } from 'vitest';
import { kept } from '../kept';
import { forgetCall, type KeptCall, keepCall, keepsCall, recallCall } from './kept-call';
import { ANYONE } from './search/wish';

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
/** Storage that keeps nothing beyond this page. */
const tab = () =>
  kept(() => {
    throw new Error('there is no storage');
  });

test('a call comes back as it was kept, for as long as its token lives', () => {
  const storage = tab();
  keepCall(storage, call, 1_000);
  keepCall(storage, { ...call, muted: false }, 100_000);
  expect(recallCall(storage, 120_999)).toMatchObject({ ...call, muted: false });
  expect(recallCall(storage, 121_000)).toBeUndefined();
  expect(keepsCall(storage)).toBe(false);
});

test('a newer token counts from when it came', () => {
  const storage = tab();
  keepCall(storage, call, 0);
  keepCall(storage, { ...call, token: 't2' }, 60_000);
  expect(recallCall(storage, 150_000)?.token).toBe('t2');
});

test('nothing stays of a call that is over, of a clock that was put back, or of what can’t be read', () => {
  const storage = tab();
  keepCall(storage, call, 0);
  forgetCall(storage);
  expect(recallCall(storage, 1)).toBeUndefined();
  keepCall(storage, call, 5_000);
  expect(recallCall(storage, 1)).toBeUndefined();
  storage.setItem('calln.call', '{');
  expect(recallCall(storage, 1)).toBeUndefined();
  expect(keepsCall(storage)).toBe(false);
});
