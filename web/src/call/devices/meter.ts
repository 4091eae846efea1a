import { optional } from '../../browser/optional';
import { ListeningContext } from './audio/listening-context';

/** Frequency bands that a {@link Meter} tells apart, low to high. */
export const BANDS = 5;

/** Upper edges in Hz: where the energy of speech lies, each band about as lively as the others. */
const EDGES = [250, 550, 1100, 2200, 4500];

/**
 * How loud a stream is right now. It listens on the side: nothing that it does can be heard, and where it can't, nothing fails.
 */
export class Meter {
  readonly #listening = new ListeningContext();
  readonly #analyser: AnalyserNode | undefined;
  readonly #spectrum: Uint8Array<ArrayBuffer>;
  readonly #levels = new Float32Array(BANDS);

  constructor(stream: MediaStream) {
    const { context } = this.#listening;
    this.#analyser =
      context &&
      optional(() => {
        const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0.7 });
        context.createMediaStreamSource(stream).connect(analyser);
        return analyser;
      });
    this.#spectrum = new Uint8Array(this.#analyser?.frequencyBinCount ?? 0);
  }

  /** The level of each band, 0 to 1; null where the browser measures none. The array is reused: read it before the next call. */
  read(): Float32Array | null {
    return optional(() => this.#measure()) ?? null;
  }

  #measure(): Float32Array | undefined {
    const [{ context }, analyser] = [this.#listening, this.#analyser];
    if (context === undefined || analyser === undefined) return undefined;
    analyser.getByteFrequencyData(this.#spectrum);
    const width = context.sampleRate / analyser.fftSize;
    let bin = 1; // 0 holds the direct current
    for (const [band, edge] of EDGES.entries()) {
      let loudest = 0;
      for (; bin * width < edge; bin++) loudest = Math.max(loudest, this.#spectrum[bin] ?? 0);
      this.#levels[band] = loudest / 255;
    }
    return this.#levels;
  }

  close(): void {
    this.#listening.close();
  }
}
