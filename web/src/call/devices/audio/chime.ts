import { optional, optionally } from '../../../browser/optional';

/** What a sound says. */
export type Chime = 'match' | 'end';

/** Hertz, one tone after the other: up for a beginning, down for an end. */
const TONES: Readonly<Record<Chime, readonly number[]>> = { match: [523.25, 783.99], end: [587.33, 392] };
/** From one tone to the next, in seconds; both together are over before a sentence begins. */
const STEP = 0.11;
/** How long a tone fades, in seconds. */
const FADE = 0.22;
/** Peak on a scale to 1 (−24 dBFS): heard by who waits, and too faint to reach the partner through the microphone. */
const GAIN = 0.06;

/** All is over after this many milliseconds. */
const OVER = 600;

/** Plays a short sound, made here, through a loudspeaker. Never throws. */
export async function play(chime: Chime, speaker: string | null): Promise<void> {
  const context = optional(() => new AudioContext());
  if (context === undefined) return;
  try {
    // Chromium alone so far; elsewhere it comes from where the system wants it.
    if (speaker !== null && 'setSinkId' in context && typeof context.setSinkId === 'function') {
      await context.setSinkId(speaker);
    }
    for (const [index, frequency] of TONES[chime].entries()) tone(context, frequency, index * STEP);
    // By the clock, because a browser that holds the sound back never says that it ended.
    await new Promise((resolve) => setTimeout(resolve, OVER));
  } catch {
    // A sound that can't be played is no reason to disturb a call.
  } finally {
    await optionally(() => context.close());
  }
}

function tone(context: AudioContext, frequency: number, after: number): void {
  const begin = context.currentTime + after;
  const oscillator = new OscillatorNode(context, { type: 'sine', frequency });
  const gain = new GainNode(context, { gain: 0 });
  // A jump would click.
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(GAIN, begin + 0.012);
  gain.gain.exponentialRampToValueAtTime(GAIN / 100, begin + FADE);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(begin);
  oscillator.stop(begin + FADE);
}
