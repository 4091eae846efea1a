/**
 * Passes news on in their order, at once or when what is more urgent has been done: drawing a screen takes as long as a
 * trip to the partner, who waits for an answer meanwhile.
 */
export class News<Item> {
  readonly #tell: (item: Item) => void;
  #held: Item[] | undefined;

  constructor(tell: (item: Item) => void) {
    this.#tell = tell;
  }

  tell(item: Item): void {
    if (this.#held === undefined) this.#tell(item);
    else this.#held.push(item);
  }

  /** From now on news wait for {@link release}. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const item of held) this.#tell(item);
  }
}
