/**
 * Passes state updates on in order, at once or when what is more urgent has been done: drawing a screen takes as long as a
 * trip to the partner, who waits for an answer meanwhile.
 */
export class HeldUpdates<Item> {
  readonly #tell: (item: Item) => void;
  #held: Item[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (item: Item) => void) {
    this.#tell = tell;
  }

  /** Whether there are updates that nobody has been told yet. */
  get holding(): boolean {
    return this.#held !== undefined && this.#held.length > 0;
  }

  tell(item: Item): void {
    if (this.#held === undefined) this.#tell(item);
    else this.#held.push(item);
  }

  /** From now on updates wait for {@link release}, for so many milliseconds at most. */
  hold(atMost: number): void {
    this.#held ??= [];
    this.releaseIn(atMost);
  }

  /** In so many milliseconds, whatever was said of it before. */
  releaseIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.release(), milliseconds);
  }

  release(): void {
    clearTimeout(this.#timer);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const item of held) this.#tell(item);
  }
}
