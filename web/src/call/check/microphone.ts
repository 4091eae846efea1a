import { Loudness } from '../devices/audio/loudness';
import { FLOOR } from '../devices/audio/silence';
import { type Microphone, MicrophoneError } from '../devices/microphone';
import type { Finding } from './finding';

/** How long the caller has to say something, in milliseconds. */
const LISTEN = 3_000;
const LOOK_EVERY = 80;

/** Opens the microphone, and listens whether anything comes from it. */
export async function checkMicrophone(microphone: Microphone): Promise<Finding> {
  try {
    await microphone.open();
  } catch (error) {
    const reason = error instanceof MicrophoneError ? error.problem : 'microphone_refused';
    return { verdict: 'bad', reason };
  }
  const peak = microphone.track === undefined ? 0 : await loudest(microphone.track);
  if (peak <= FLOOR) return { verdict: 'bad', reason: 'silent' };
  const value = Math.round(20 * Math.log10(peak));
  return { verdict: 'good', reason: 'works', figure: { value, unit: 'dB' } };
}

async function loudest(track: MediaStreamTrack): Promise<number> {
  const loudness = new Loudness(track);
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, loudness.peak() ?? 0);
  }, LOOK_EVERY);
  await new Promise((resolve) => setTimeout(resolve, LISTEN));
  clearInterval(timer);
  loudness.close();
  return peak;
}
