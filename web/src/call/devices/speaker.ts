import { optional, optionally } from '../../browser/optional';

/**
 * The one `<audio>` element that every partner is heard through. One element, because a browser that let it
 * play once lets it play again; and no WebAudio in the path, because that defeats echo cancellation.
 */
export class Speaker {
  readonly #element: HTMLAudioElement;

  constructor(element: HTMLAudioElement) {
    this.#element = element;
  }

  /** Whether this browser lets a page choose the loudspeaker; elsewhere the system does. */
  get selectable(): boolean {
    return optional(() => this.#element.setSinkId) !== undefined;
  }

  /** How loud, 0 to 1. Phones of one make leave that to their keys and ignore it. */
  set volume(volume: number) {
    this.#element.volume = volume;
  }

  /** Goes over to a loudspeaker while the sound plays on; null is the system's own, as is one that has gone. */
  async use(device: string | null): Promise<void> {
    if (!this.selectable) return;
    await optionally(() => this.#element.setSinkId(device ?? '').catch(() => this.#element.setSinkId('')));
  }

  /** Plays the stream. `blocked`: the browser wants the caller to ask for sound, see {@link unblock}. */
  async play(stream: MediaStream): Promise<'playing' | 'blocked'> {
    this.#element.srcObject = stream;
    return this.unblock();
  }

  /** Tries again; called from a click it is allowed to. */
  async unblock(): Promise<'playing' | 'blocked'> {
    try {
      await this.#element.play();
      return 'playing';
    } catch (error) {
      // AbortError: another stream took over, and its own call to `play` answers for it.
      return error instanceof Error && error.name === 'NotAllowedError' ? 'blocked' : 'playing';
    }
  }

  silence(): void {
    this.#element.pause();
    this.#element.srcObject = null;
  }
}
