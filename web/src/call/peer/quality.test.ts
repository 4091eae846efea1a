import { expect, test } from 'vitest';
import { after, judge, type Sample, sample } from './quality';

const FINE: Sample = { received: 0, lost: 0, jitter: 0.004, roundTrip: 0.05, lostThere: 0 };

/** Samples two seconds apart: 100 packets are due in each, of which `lost` don't come. */
function run(lost: readonly number[], values: Partial<Sample> = {}): readonly Sample[] {
  let samples = after([], FINE);
  let totals = { received: 0, lost: 0 };
  for (const missing of lost) {
    totals = { received: totals.received + 100 - missing, lost: totals.lost + missing };
    samples = after(samples, { ...FINE, ...values, ...totals });
  }
  return samples;
}

test('one look is not enough to judge by', () => {
  expect(judge([])).toEqual({ grade: 'unknown' });
  expect(judge(run([]))).toEqual({ grade: 'unknown' });
});

test.each<[string, readonly Sample[], ReturnType<typeof judge>]>([
  ['a clean line', run([0, 0, 0, 0]), { grade: 'good' }],
  ['a packet in fifty', run([2, 2, 2, 2]), { grade: 'good' }],
  ['a packet in twenty', run([5, 5, 5, 5]), { grade: 'fair', trouble: 'loss_here' }],
  ['a packet in eight', run([12, 13, 12, 13]), { grade: 'poor', trouble: 'loss_here' }],
  ['loss there', run([0, 0, 0], { lostThere: 0.2 }), { grade: 'poor', trouble: 'loss_there' }],
  ['a quarter of a second', run([0, 0, 0], { roundTrip: 0.25 }), { grade: 'fair', trouble: 'delay' }],
  ['a satellite', run([0, 0, 0], { roundTrip: 0.7 }), { grade: 'poor', trouble: 'delay' }],
  ['an uneven line', run([0, 0, 0], { jitter: 0.05 }), { grade: 'fair', trouble: 'jitter' }],
  ['a poor delay over a fair loss', run([5, 5, 5], { roundTrip: 1 }), { grade: 'poor', trouble: 'delay' }],
])('%s is judged', (_name, samples, expected) => {
  expect(judge(samples)).toEqual(expected);
});

test('one bad moment is outweighed, and forgotten', () => {
  expect(judge(run([0, 0, 8, 0, 0]))).toEqual({ grade: 'good' });
  expect(judge(run([50, 0, 0, 0, 0]))).toEqual({ grade: 'good' });
  const spike = [...run([0, 0, 0]), { ...FINE, received: 400, roundTrip: 3 }];
  expect(judge(spike)).toEqual({ grade: 'good' });
});

test('what a browser doesn’t measure is not held against the line', () => {
  const dumb: Partial<Sample> = { jitter: null, roundTrip: null, lostThere: null };
  expect(judge(run([0, 0], dumb))).toEqual({ grade: 'good' });
});

test('counters that begin anew are no loss', () => {
  const samples = after(run([20, 20]), { ...FINE, received: 3, lost: 0 });
  expect(judge(samples)).toEqual({ grade: 'good' });
});

test('the browser’s statistics are read', () => {
  const report = new Map<string, object>([
    ['a', { type: 'inbound-rtp', kind: 'audio', packetsReceived: 50, packetsLost: 2, jitter: 0.01 }],
    ['b', { type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0.25, roundTripTime: 0.1 }],
    ['c', { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.3 }],
    ['d', { type: 'candidate-pair', nominated: false, state: 'succeeded', currentRoundTripTime: 9 }],
  ]);
  expect(sample(report)).toEqual({ received: 50, lost: 2, jitter: 0.01, roundTrip: 0.1, lostThere: 0.25 });
  report.delete('b');
  expect(sample(report)).toMatchObject({ roundTrip: 0.3, lostThere: null });
  expect(sample(new Map())).toBeUndefined();
});
