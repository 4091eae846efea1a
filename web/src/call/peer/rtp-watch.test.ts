import { expect, test } from 'vitest';
import { RtpWatch } from './rtp-watch';

/** What the watch says of looks at these newest packets, by the number of the look. */
const alarms = (...newest: (number | undefined)[]) => {
  const watch = new RtpWatch(false);
  return newest.flatMap((at, look) => (watch.look(at) ? [look] : []));
};

const silent = (looks: number) => Array<number>(looks).fill(7);

test('packets that come raise no alarm, nor does a call before its first one', () => {
  expect(alarms(undefined, undefined, undefined, undefined, undefined, 1, 2, 3, 3, 3, 4, 4, 4, 5)).toEqual(
    [],
  );
});

test('after a second without one another way is sought, once more after five, and then no more', () => {
  expect(alarms(5, 6, ...silent(100))).toEqual([6, 22]);
});

test('nothing arrives once a second has brought no packet, the first one included, until the next', () => {
  const watch = new RtpWatch(false);
  const seen = [undefined, undefined, undefined, undefined, 1, 1, 1, 1, 1, 2].map((at) => {
    watch.look(at);
    return watch.arrives;
  });
  expect(seen).toEqual([true, true, true, false, true, true, true, true, false, true]);
});

test('a new silence is a new reason', () => {
  expect(alarms(...silent(5), 8, 8, 8, 8, 8)).toEqual([4, 9]);
});

test('the polite one waits half a second longer for the other’s offer, and seeks no way beside that', () => {
  const alone = new RtpWatch(true);
  expect(silent(8).map((at) => alone.look(at))).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
    true,
    false,
  ]);

  const offered = new RtpWatch(true);
  for (const at of silent(5)) expect(offered.look(at)).toBe(false);
  offered.sought();
  expect(
    silent(16)
      .map((at) => offered.look(at))
      .indexOf(true),
  ).toBe(15);
});
