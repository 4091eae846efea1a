import { expect, test } from 'vitest';
import { Microphone, MicrophoneError } from './microphone';

const CHOICE = {
  microphone: null,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
} as const;

const STREAM = { getAudioTracks: () => [], getTracks: () => [] } as unknown as MediaStream;

/** Devices that answer each wish with the next of these: an error, or the stream. */
function devices(...answers: readonly (DOMException | TypeError | MediaStream)[]) {
  const asked: unknown[] = [];
  const getUserMedia = async ({ audio }: MediaStreamConstraints) => {
    const answer = answers[asked.push(audio) - 1];
    if (answer instanceof Error || answer === undefined) throw answer;
    return answer;
  };
  return { asked, media: { getUserMedia } as unknown as MediaDevices };
}

const granted = { query: async () => ({ state: 'granted' }) } as unknown as Permissions;

async function problem(error: DOMException | TypeError, permissions?: Permissions) {
  const microphone = new Microphone(devices(error, error, error).media, permissions, CHOICE);
  await microphone.prepare();
  const thrown = await microphone.open().catch((it: unknown) => it);
  if (!(thrown instanceof MicrophoneError)) throw new Error(`${thrown}`);
  return thrown.problem;
}

const named = (name: string, message = '') => new DOMException(message, name);

test.each([
  [named('NotAllowedError', 'Permission denied'), { kind: 'microphone_refused' }],
  [named('NotAllowedError', 'Permission denied by system'), { kind: 'microphone_blocked' }],
  [named('SecurityError'), { kind: 'microphone_blocked' }],
  [named('NotFoundError'), { kind: 'microphone_missing' }],
  [named('OverconstrainedError'), { kind: 'microphone_missing' }],
  [named('NotReadableError'), { kind: 'microphone_busy' }],
  [named('AbortError'), { kind: 'microphone_failed', error: 'AbortError' }],
  [new TypeError('audio'), { kind: 'microphone_failed', error: 'TypeError' }],
  [named('NobodyKnowsError'), { kind: 'microphone_failed', error: 'NobodyKnowsError' }],
])('%s is told as what it is', async (error, told) => {
  expect(await problem(error)).toEqual(told);
});

test('who has allowed the microphone and is refused all the same is refused by the system', async () => {
  expect(await problem(named('NotAllowedError'), granted)).toEqual({ kind: 'microphone_blocked' });
});

test('a wish that no device fulfils is given up, and the microphone opens without it', async () => {
  const { asked, media } = devices(named('OverconstrainedError'), named('OverconstrainedError'), STREAM);
  const microphone = new Microphone(media, undefined, { ...CHOICE, microphone: 'gone' });
  await microphone.open();
  expect(asked).toEqual([
    expect.objectContaining({ deviceId: { exact: 'gone' } }),
    expect.not.objectContaining({ deviceId: expect.anything() }),
    true,
  ]);
});

test('whoever follows the microphone may fail, and it stays open', async () => {
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
  const track = Object.assign(new EventTarget(), { enabled: true, readyState: 'live' });
  const stream = { getAudioTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream;
  const microphone = new Microphone(devices(stream).media, undefined, CHOICE);
  const followed: unknown[] = [];
  microphone.follow(() => {
    throw new Error('no Web Audio');
  });
  microphone.follow((it) => followed.push(it));
  await microphone.open();
  expect(followed).toEqual([track]);
  expect(await uncaught).toEqual(new Error('no Web Audio'));
});
