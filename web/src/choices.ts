import type { Kept } from './kept';

/** Says in lasting storage that the caller wishes it. */
const WISHED = 'calln.remembered';

/** What is a choice of the caller's: their age, whom to meet, over which ways, the language and the sound. All else ends with the tab. */
const CHOICES: ReadonlySet<string> = new Set([
  'calln.age',
  'calln.wish',
  'calln.ways',
  'calln.language',
  'audio',
]);

/** The tab's storage, with the caller's choices kept on the device too where the caller wishes that, and not otherwise. */
export class Choices implements Kept {
  readonly #tab: Kept;
  readonly #device: Kept;

  constructor(tab: Kept, device: Kept) {
    this.#tab = tab;
    this.#device = device;
  }

  /** Whether the device remembers the choices. */
  get remembered(): boolean {
    return this.#device.getItem(WISHED) !== null;
  }

  /** Remembers them from now on, those of this tab first; or forgets them at once. The tab keeps what it has. */
  remember(wished: boolean): void {
    if (wished) this.#device.setItem(WISHED, 'yes');
    else this.#device.removeItem(WISHED);
    for (const key of CHOICES) {
      const chosen = this.#tab.getItem(key);
      if (!wished) this.#forget(key);
      else if (chosen !== null) this.#device.setItem(key, chosen);
    }
  }

  getItem(key: string): string | null {
    return this.#tab.getItem(key) ?? (this.#lasts(key) ? this.#device.getItem(key) : null);
  }

  setItem(key: string, value: string): void {
    this.#tab.setItem(key, value);
    if (this.#lasts(key)) this.#device.setItem(key, value);
  }

  removeItem(key: string): void {
    this.#tab.removeItem(key);
    if (this.#lasts(key)) this.#device.removeItem(key);
  }

  /** The tab goes on with what it has from there. */
  #forget(key: string): void {
    const chosen = this.#device.getItem(key);
    if (chosen !== null && this.#tab.getItem(key) === null) this.#tab.setItem(key, chosen);
    this.#device.removeItem(key);
  }

  #lasts(key: string): boolean {
    return CHOICES.has(key) && this.remembered;
  }
}
