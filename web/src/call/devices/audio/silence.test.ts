import { expect, test } from 'vitest';
import { FLOOR, GONE_AFTER, type Listened, lackOf, listen, listening, SILENT_AFTER } from './silence';

/** Looks every 100 ms, from the first to the last millisecond, at a microphone with this peak. */
function after(before: Listened, from: number, to: number, peak: number | null): Listened {
  let listened = before;
  for (let now = from; now <= to; now += 100)
    listened = listen(listened, { live: true, lack: 'gone', heldBack: false, peak }, now);
  return listened;
}

test('silence is said after its time, and not before', () => {
  expect(after(listening(0), 100, SILENT_AFTER - 100, 0).input).toBe('working');
  expect(after(listening(0), 100, SILENT_AFTER, 0).input).toBe('silent');
  expect(after(listening(0), 100, SILENT_AFTER, FLOOR).input).toBe('silent');
});

test('a quiet room is not silence', () => {
  expect(after(listening(0), 100, 60_000, 10 ** (-60 / 20)).input).toBe('working');
});

test('one sound takes it back, and the time runs anew', () => {
  const silent = after(listening(0), 100, 9_000, 0);
  const heard = listen(silent, { live: true, lack: 'gone', heldBack: false, peak: 0.1 }, 9_100);
  expect(heard.input).toBe('working');
  expect(after(heard, 9_200, 9_100 + SILENT_AFTER - 100, 0).input).toBe('working');
  expect(after(heard, 9_200, 9_100 + SILENT_AFTER, 0).input).toBe('silent');
});

test('a microphone that is gone is said, unless another follows, and its return is given the time of a new one', () => {
  const ended = { live: false, lack: 'gone', heldBack: false, peak: 0 } as const;
  const changing = listen(listening(0), ended, GONE_AFTER - 100);
  expect(changing.input).toBe('working');
  const gone = listen(changing, ended, GONE_AFTER);
  expect(gone.input).toBe('gone');
  expect(after(gone, GONE_AFTER + 100, SILENT_AFTER, 0).input).toBe('working');
});

test('what can’t be measured is not called silent', () => {
  expect(after(listening(0), 100, 60_000, null).input).toBe('working');
});

test('a microphone that the system holds back is silent at once, and works again as soon as it is given back', () => {
  const heldBack = listen(listening(0), { live: true, lack: 'gone', heldBack: true, peak: null }, 100);
  expect(heldBack.input).toBe('silent');
  expect(listen(heldBack, { live: true, lack: 'gone', heldBack: false, peak: 0.1 }, 200).input).toBe(
    'working',
  );
});

test('a microphone that something else holds, or that is allowed no more, isn’t called gone', () => {
  const kinds = [
    'microphone_busy',
    'microphone_refused',
    'microphone_blocked',
    'microphone_missing',
  ] as const;
  expect(kinds.map((kind) => lackOf({ kind }))).toEqual(['busy', 'refused', 'refused', 'gone']);
  expect(lackOf(undefined)).toBe('gone');
  const held = { live: false, lack: 'busy', heldBack: false, peak: null } as const;
  expect(listen(listening(0), held, GONE_AFTER).input).toBe('busy');
});
