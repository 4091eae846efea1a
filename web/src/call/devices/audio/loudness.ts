import { optional } from '../../../browser/optional';
import { ListeningContext } from './listening-context';

/** What one reading looks back on: 4096 samples, 85 ms at 48 kHz, so that ten a second miss hardly anything. */
const WINDOW = 4096;
/** The quietest that a meter shows, in dBFS; a whisper across the room is about there. */
const FAINTEST = -60;

/** How loud the own microphone is. It listens on the side: nothing that it does can be heard, and where it can't, nothing fails. */
export class Loudness {
  readonly #listening = new ListeningContext();
  readonly #analyser: AnalyserNode | undefined;
  readonly #samples = new Float32Array(WINDOW);

  constructor(track: MediaStreamTrack) {
    const { context } = this.#listening;
    if (context === undefined) return;
    this.#analyser = optional(() => {
      const analyser = new AnalyserNode(context, { fftSize: WINDOW });
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      return analyser;
    });
  }

  /** The peak of the last moment, 0 to 1; null where the browser doesn't let it be measured, or not yet. */
  peak(): number | null {
    const [{ context }, analyser] = [this.#listening, this.#analyser];
    if (context?.state !== 'running' || analyser === undefined) return null;
    const measured = optional(() => {
      analyser.getFloatTimeDomainData(this.#samples);
      return this.#samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    });
    return measured ?? null;
  }

  close(): void {
    this.#listening.close();
  }
}

/** A peak as a meter shows it, 0 to 1: even steps in decibels, as ears have it. */
export function shown(peak: number | null): number {
  if (peak === null || peak <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(peak)) / FAINTEST));
}
