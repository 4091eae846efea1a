import { optional, optionally } from '../../browser/optional';
import type { Talking } from '../state';

/** What the lock screen, a headset's keys and the system's own call controls can do to a call. */
export interface Remote {
  toggleMute(): void;
  hangUp(): void;
}

/** Not all browsers know them, and TypeScript's list lags behind: W3C Media Session, "MediaSessionAction". */
type Action = 'togglemicrophone' | 'hangup';

/** Shows the call to the system: its name on the lock screen, mute and hang-up on a headset. */
export class LockScreen {
  readonly #session: MediaSession | undefined;
  readonly #remote: Remote;

  constructor(session: MediaSession | undefined, remote: Remote) {
    this.#session = session;
    this.#remote = remote;
  }

  /** Follows the call. `title` is what to call it in the caller's language; no country, since others see it. */
  show({ muted }: Talking, title: string): void {
    const session = this.#session;
    if (session === undefined) return;
    optional(() => {
      session.metadata ??= new MediaMetadata({ title, artist: 'Calln' });
      session.playbackState = 'playing';
    });
    this.#handle('togglemicrophone', () => this.#remote.toggleMute());
    this.#handle('hangup', () => this.#remote.hangUp());
    void optionally(() => session.setMicrophoneActive?.(!muted));
  }

  /** The call is over. */
  clear(): void {
    const session = this.#session;
    if (session === undefined) return;
    optional(() => {
      session.metadata = null;
      session.playbackState = 'none';
    });
    this.#handle('togglemicrophone', null);
    this.#handle('hangup', null);
  }

  #handle(action: Action, handler: (() => void) | null): void {
    // A browser that doesn't know the action throws a TypeError.
    optional(() => this.#session?.setActionHandler(action as MediaSessionAction, handler));
  }
}
