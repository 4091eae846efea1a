import type { Kept } from '../../../kept';
/** How a caller likes to hear and be heard. */
export type Preferences = {
  /** The browser's name for the device, or null for the one that the system prefers. */
  readonly microphone: string | null;
  readonly speaker: string | null;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
  /** Heard only while a key or the button is held. */
  readonly pushToTalk: boolean;
  /** How loud the partner is, 0 to 1. */
  readonly volume: number;
  /** A short sound at a match and at its end. */
  readonly sounds: boolean;
  /** A browser notification at a match, where the tab isn't seen. */
  readonly notify: boolean;
};

/** What suits most: the browser's whole voice processing, and nothing that must be asked for. */
export const DEFAULTS: Preferences = {
  microphone: null,
  speaker: null,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  pushToTalk: false,
  volume: 1,
  sounds: true,
  notify: false,
};

const KEY = 'audio';

/**
 * What was chosen before. Names of devices identify a browser to the one site that asks, for as long as they are kept: with
 * the tab, unless the caller wishes otherwise.
 */
export function recall(tab: Pick<Kept, 'getItem'>): Preferences {
  let stored: unknown;
  try {
    stored = JSON.parse(tab.getItem(KEY) ?? 'null');
  } catch {
    return DEFAULTS;
  }
  return typeof stored === 'object' && stored !== null ? understood(stored) : DEFAULTS;
}

export function remember(tab: Pick<Kept, 'setItem'>, preferences: Preferences): void {
  tab.setItem(KEY, JSON.stringify(preferences));
}

/** Takes what has the right type and leaves the rest as it is by default. */
function understood(stored: Partial<Record<keyof Preferences, unknown>>): Preferences {
  const flag = (key: keyof Preferences, fallback: boolean) =>
    typeof stored[key] === 'boolean' ? stored[key] : fallback;
  const device = (key: keyof Preferences) => (typeof stored[key] === 'string' ? stored[key] : null);
  const { volume } = stored;
  return {
    microphone: device('microphone'),
    speaker: device('speaker'),
    echoCancellation: flag('echoCancellation', DEFAULTS.echoCancellation),
    noiseSuppression: flag('noiseSuppression', DEFAULTS.noiseSuppression),
    autoGainControl: flag('autoGainControl', DEFAULTS.autoGainControl),
    pushToTalk: flag('pushToTalk', DEFAULTS.pushToTalk),
    volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : DEFAULTS.volume,
    sounds: flag('sounds', DEFAULTS.sounds),
    notify: flag('notify', DEFAULTS.notify),
  };
}
