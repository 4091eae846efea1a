/** Why there is no microphone. */
export type MicrophoneProblem = 'microphone_refused' | 'microphone_missing' | 'microphone_busy';

/** Thrown by {@link Microphone.open}. */
export class MicrophoneError extends Error {
  override readonly name = 'MicrophoneError';
  constructor(
    readonly problem: MicrophoneProblem,
    cause: unknown,
  ) {
    super(problem, { cause });
  }
}

const VOICE: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
};

/** The caller's microphone: opened for the first call, kept for the next one, let go when asked. */
export class Microphone {
  #stream: MediaStream | undefined;
  readonly #devices: MediaDevices;

  constructor(devices: MediaDevices) {
    this.#devices = devices;
  }

  /** The one stream; asks the caller for permission where the browser wants that. */
  async open(): Promise<MediaStream> {
    if (this.#stream?.getAudioTracks().some((track) => track.readyState === 'live')) return this.#stream;
    try {
      this.#stream = await this.#devices.getUserMedia(VOICE);
    } catch (error) {
      throw new MicrophoneError(problemOf(error), error);
    }
    return this.#stream;
  }

  /** A muted track still sends, but only silence; the partner's side notices nothing else. */
  set muted(muted: boolean) {
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = !muted;
  }

  /** Switches the microphone off, so that the browser shows that nobody listens. */
  close(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
  }
}

/** Names of Media Capture and Streams, §10.2. */
function problemOf(error: unknown): MicrophoneProblem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'microphone_missing';
  if (name === 'NotReadableError' || name === 'AbortError') return 'microphone_busy';
  return 'microphone_refused';
}
