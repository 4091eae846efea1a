import { Loudness } from '../devices/audio/loudness';
import { FLOOR } from '../devices/audio/silence';
import { type Microphone, microphoneProblem } from '../devices/microphone';
import type { Finding } from './finding';

/** How long the caller has to say something, in milliseconds. */
const LISTEN = 3_000;
const LOOK_EVERY = 80;

/** Opens the microphone, and listens whether anything comes from it. */
export async function checkMicrophone(microphone: Microphone): Promise<Finding> {
  try {
    await microphone.open();
  } catch (error) {
    return { verdict: 'bad', reason: microphoneProblem(error).kind };
  }
  const peak = microphone.track === undefined ? 0 : await loudest(microphone.track);
  // It opened, and what can't be measured isn't called silent.
  if (peak === null) return { verdict: 'good', reason: 'works' };
  if (peak <= FLOOR) return { verdict: 'bad', reason: 'silent' };
  const value = Math.round(20 * Math.log10(peak));
  return { verdict: 'good', reason: 'works', figure: { value, unit: 'dB' } };
}

async function loudest(track: MediaStreamTrack): Promise<number | null> {
  const loudness = new Loudness(track);
  let peak: number | null = null;
  const timer = setInterval(() => {
    const seen = loudness.peak();
    if (seen !== null) peak = Math.max(peak ?? 0, seen);
  }, LOOK_EVERY);
  await new Promise((resolve) => setTimeout(resolve, LISTEN));
  clearInterval(timer);
  loudness.close();
  return peak;
}
