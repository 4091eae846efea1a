/** What one reading looks back on: 4096 samples, 85 ms at 48 kHz, so that ten a second miss hardly anything. */
const WINDOW = 4096;
/** The quietest that a meter shows, in dBFS; a whisper across the room is about there. */
const FAINTEST = -60;

/** How loud the own microphone is. It listens on the side: nothing that it does can be heard. */
export class Loudness {
  readonly #context = new AudioContext();
  readonly #source: MediaStreamAudioSourceNode;
  readonly #analyser: AnalyserNode;
  readonly #samples = new Float32Array(WINDOW);

  constructor(track: MediaStreamTrack) {
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#analyser = new AnalyserNode(this.#context, { fftSize: WINDOW });
    this.#source.connect(this.#analyser);
    void this.#context.resume();
  }

  /** The peak of the last moment, 0 to 1; null where the browser has not let the measuring begin. */
  peak(): number | null {
    if (this.#context.state !== 'running') return null;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return this.#samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
  }

  close(): void {
    this.#source.disconnect();
    void this.#context.close();
  }
}

/** A peak as a meter shows it, 0 to 1: even steps in decibels, as ears have it. */
export function shown(peak: number | null): number {
  if (peak === null || peak <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(peak)) / FAINTEST));
}
