import type { SoundRoute } from '../wire';

/** What the page shows of the Android app that it is in, and can ask of it. */
export interface InApp {
  readonly routes: readonly SoundRoute[];
  /** The id of the route in use; null outside of calls. */
  readonly chosen: string | null;
  /** Undefined where they aren't offered. */
  readonly showPrivacyOptions: (() => void) | undefined;
  chooseRoute(route: string): void;
  /** Where what was refused can be allowed. */
  showSettings(): void;
}

/** Whether the page is in the app, as far as the browser says; the port proves it. */
export const announced = ({ userAgent }: Pick<Navigator, 'userAgent'>): boolean =>
  userAgent.includes(' CallnAndroid/');
