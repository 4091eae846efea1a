import { optional, optionally } from '../../browser/optional';

/**
 * The one `<audio>` element that every partner is heard through. One element, because a browser that let it
 * play once lets it play again; and no WebAudio in the path, because that defeats echo cancellation.
 */
export class Speaker {
  readonly #element: HTMLAudioElement;
  #blocked: ((blocked: boolean) => void) | undefined;

  constructor(element: HTMLAudioElement) {
    this.#element = element;
    // Systems pause it for a telephone call or with headphones that go, and don't start it again.
    element.addEventListener('pause', () => {
      if (element.srcObject !== null) void this.unblock();
    });
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

  /**
   * Plays the stream. `blocked` is told, now and after every interruption, whether the browser wants the caller to ask for sound; see
   * {@link unblock}.
   */
  async play(stream: MediaStream, blocked: (blocked: boolean) => void): Promise<void> {
    this.#element.srcObject = stream;
    this.#blocked = blocked;
    await this.unblock();
  }

  /** Tries again; called from a click it is allowed to. */
  async unblock(): Promise<void> {
    const { srcObject } = this.#element;
    const blocked = await this.#element.play().then(
      () => false,
      // AbortError: another stream took over, and its own call to `play` answers for it.
      (error: unknown) => error instanceof Error && error.name === 'NotAllowedError',
    );
    if (srcObject === this.#element.srcObject) this.#blocked?.(blocked);
  }

  silence(): void {
    this.#blocked = undefined;
    this.#element.pause();
    this.#element.srcObject = null;
  }
}
