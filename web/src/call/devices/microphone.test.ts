import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Microphone, type MicrophoneChoice } from './microphone';

const CHOICE: MicrophoneChoice = {
  microphone: null,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** What is used of a track and its stream. */
class Track extends EventTarget {
  enabled = true;
  muted = false;
  readyState: MediaStreamTrackState = 'live';
  getSettings = () => ({});
  stop = () => {
    this.readyState = 'ended';
  };
  breakOff() {
    this.stop();
    this.dispatchEvent(new Event('ended'));
  }
}

class Stream {
  constructor(readonly tracks: Track[]) {}
  getAudioTracks = () => this.tracks;
  getTracks = () => this.tracks;
  addTrack = (track: Track) => void this.tracks.push(track);
  removeTrack = (track: Track) => void this.tracks.splice(this.tracks.indexOf(track), 1);
}

/** A microphone whose system answers with what `failure` holds, and when it was asked. */
function build() {
  const system = {
    failure: undefined as string | undefined,
    asked: [] as number[],
    tracks: [] as Track[],
    answerAfter: 0,
  };
  const getUserMedia = async () => {
    system.asked.push(Date.now());
    const { answerAfter } = system;
    if (answerAfter > 0) await new Promise((resolve) => setTimeout(resolve, answerAfter));
    if (system.failure !== undefined) throw new DOMException('', system.failure);
    const track = new Track();
    system.tracks.push(track);
    return new Stream([track]);
  };
  const permission = new EventTarget();
  const microphone = new Microphone(
    { getUserMedia } as unknown as MediaDevices,
    { query: async () => permission } as unknown as Permissions,
    CHOICE,
  );
  return { system, microphone, permission };
}

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

test('one that broke off is asked for again with growing pauses, until it is back', async () => {
  const { system, microphone } = build();
  await microphone.open();
  system.failure = 'NotReadableError';
  system.tracks[0]?.breakOff();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(system.asked).toEqual([0, 0, 250, 750, 1_750, 3_750, 7_750, 11_750, 15_750, 19_750]);

  system.failure = undefined;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(microphone.track).toBe(system.tracks[1]);
  const { length } = system.asked;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(system.asked).toHaveLength(length);
});

test('a sign that it may be had asks at once, and asks nothing while it works', async () => {
  const { system, microphone } = build();
  await microphone.open();
  microphone.revive();
  expect(system.asked).toHaveLength(1);

  system.failure = 'NotReadableError';
  system.tracks[0]?.breakOff();
  await vi.advanceTimersByTimeAsync(5_000);
  system.failure = undefined;
  microphone.revive();
  await vi.advanceTimersByTimeAsync(0);
  expect(microphone.track).toBe(system.tracks[1]);

  // Held back by the system, which Safari does not always take back by itself: asked for when the page is seen, not at every key.
  if (system.tracks[1] !== undefined) system.tracks[1].muted = true;
  microphone.revive();
  await vi.advanceTimersByTimeAsync(0);
  expect(microphone.track).toBe(system.tracks[1]);
  microphone.takeBack();
  await vi.advanceTimersByTimeAsync(0);
  expect(microphone.track).toBe(system.tracks[2]);
});

test('one that was refused is asked for when the permission changes, and not before', async () => {
  const { system, microphone, permission } = build();
  await microphone.prepare();
  await microphone.open();
  system.failure = 'NotAllowedError';
  system.tracks[0]?.breakOff();
  await vi.advanceTimersByTimeAsync(0);
  system.failure = undefined;
  expect(microphone.problem).toEqual({ kind: 'microphone_refused' });
  microphone.revive();
  await vi.advanceTimersByTimeAsync(0);
  expect(system.asked).toHaveLength(2);

  permission.dispatchEvent(new Event('change'));
  await vi.advanceTimersByTimeAsync(0);
  expect(microphone.track).toBe(system.tracks[1]);
});

test('what the caller refuses is not asked for again and again, nor what nobody uses any more', async () => {
  const { system, microphone } = build();
  await microphone.open();
  system.failure = 'NotAllowedError';
  system.tracks[0]?.breakOff();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(system.asked).toHaveLength(2);

  system.failure = undefined;
  await microphone.open();
  system.failure = 'NotReadableError';
  system.tracks[1]?.breakOff();
  await vi.advanceTimersByTimeAsync(1_000);
  const { length } = system.asked;
  microphone.close();
  await vi.advanceTimersByTimeAsync(60_000);
  microphone.revive();
  expect(system.asked).toHaveLength(length);
});

/** The tracks that hold the device. */
const live = (tracks: readonly Track[]) => tracks.filter(({ readyState }) => readyState === 'live');

test('one that comes after it was closed is let go, unless it is wanted again', async () => {
  const { system, microphone } = build();
  system.answerAfter = 1_000;
  const opened = microphone.open();
  microphone.close();
  await vi.advanceTimersByTimeAsync(1_000);
  await opened;
  expect(system.tracks).toHaveLength(1);
  expect(live(system.tracks)).toEqual([]);
  expect(microphone.track).toBeUndefined();

  void microphone.open();
  microphone.close();
  void microphone.open();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(system.asked).toHaveLength(2);
  expect(live(system.tracks)).toEqual([microphone.track]);
});

for (const [opens, renews] of [
  [1_000, 2_000],
  [2_000, 1_000],
] as const)
  test(`one that opens within ${opens} ms and is renewed within ${renews} ms is open once`, async () => {
    const { system, microphone } = build();
    await microphone.open();
    system.answerAfter = renews;
    system.tracks[0]?.breakOff();
    system.answerAfter = opens;
    void microphone.open();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(system.tracks).toHaveLength(3);
    expect(live(system.tracks)).toEqual([microphone.track]);
  });
