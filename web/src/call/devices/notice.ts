import { optional, optionally } from '../../browser/optional';

/** Tells a caller who looked away that somebody was found. Only where they asked for it. */
export class Notice {
  #shown: Notification | undefined;

  constructor(document: Document) {
    document.addEventListener('visibilitychange', () => this.take());
  }

  /** Whether the browser can notify, and what the caller has told it. */
  get permission(): NotificationPermission | 'unsupported' {
    return optional(() => Notification.permission) ?? 'unsupported';
  }

  /** Asks for permission; to be called from the caller's own click alone. True where it is given. */
  async ask(): Promise<boolean> {
    return (await optionally(() => Notification.requestPermission())) === 'granted';
  }

  /** Shows it where the tab is hidden. It says nothing of the partner: others may see the screen. */
  show(title: string, body: string): void {
    if (document.visibilityState === 'visible' || this.permission !== 'granted') return;
    // Some phones let only a service worker notify; the sound has to do.
    this.#shown = optional(() => new Notification(title, { body, tag: 'calln', icon: '/icon.svg' }));
    this.#shown?.addEventListener('click', () => window.focus());
  }

  /** Takes it back: the caller has come, or the call is over. */
  take(): void {
    this.#shown?.close();
    this.#shown = undefined;
  }
}
