/** Frequency bands that a {@link Meter} tells apart, low to high. */
export const BANDS = 5;

/** Upper edges in Hz: where the energy of speech lies, each band about as lively as the others. */
const EDGES = [250, 550, 1100, 2200, 4500];

/**
 * How loud a stream is right now. It listens on the side: nothing that it does can be heard.
 */
export class Meter {
  readonly #context: AudioContext;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #analyser: AnalyserNode;
  readonly #spectrum: Uint8Array<ArrayBuffer>;
  readonly #levels = new Float32Array(BANDS);

  constructor(stream: MediaStream) {
    this.#context = new AudioContext();
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#analyser = new AnalyserNode(this.#context, { fftSize: 1024, smoothingTimeConstant: 0.7 });
    this.#source.connect(this.#analyser);
    this.#spectrum = new Uint8Array(this.#analyser.frequencyBinCount);
  }

  /** The level of each band, 0 to 1. The array is reused: read it before the next call. */
  read(): Float32Array {
    this.#analyser.getByteFrequencyData(this.#spectrum);
    const width = this.#context.sampleRate / this.#analyser.fftSize;
    let bin = 1; // 0 holds the direct current
    for (const [band, edge] of EDGES.entries()) {
      let loudest = 0;
      for (; bin * width < edge; bin++) loudest = Math.max(loudest, this.#spectrum[bin] ?? 0);
      this.#levels[band] = loudest / 255;
    }
    return this.#levels;
  }

  close(): void {
    this.#source.disconnect();
    void this.#context.close();
  }
}
