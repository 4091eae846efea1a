import { expect, test } from 'vitest';
import { type CallState, START } from '../call/state';
import { visitEvent } from './visit-event';

const asking: CallState = { at: 'asking' };
const looking: CallState = { at: 'looking', since: 0, waiting: null, proving: null, missed: false };
const talking = (since: number | null): CallState => ({
  at: 'talking',
  call: 'c',
  partner: { country: 'FR' },
  link: 'connected',
  arrives: true,
  away: 'nobody',
  begun: 0,
  since,
  muted: false,
  soundBlocked: false,
  anew: false,
});

test('p21 starts, matches and lengths are told, and nothing that names a call or a country', () => {
  expect(visitEvent(START, asking, 0)).toBeUndefined();
  expect(visitEvent(asking, looking, 0)).toEqual({ name: 'call_start' });
  expect(visitEvent(looking, talking(null), 0)).toEqual({ name: 'call_match' });
  expect(visitEvent(talking(null), talking(5), 0)).toBeUndefined();
  expect(visitEvent(talking(null), START, 0)).toBeUndefined();
  expect(visitEvent(talking(0), looking, 59_000)).toEqual({ name: 'session_length', bucket: 'under_1_min' });
  expect(visitEvent(talking(0), START, 60_000)).toEqual({ name: 'session_length', bucket: '1_to_5_min' });
  expect(visitEvent(talking(0), START, 7_200_000)).toEqual({ name: 'session_length', bucket: 'over_60_min' });
});
