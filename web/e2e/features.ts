/** Browser features that the page can do without, as paths from `window`. */

/** Reached before or with the first screen. */
export const BEFORE_A_CALL = [
  'sessionStorage',
  'localStorage',
  'BroadcastChannel',
  'requestIdleCallback',
  'matchMedia',
  'AudioContext',
  'Notification',
  'RTCPeerConnection',
  'RTCPeerConnection.generateCertificate',
  'navigator.mediaDevices',
  'navigator.mediaDevices.addEventListener',
  'navigator.permissions',
  'navigator.permissions.query',
  'navigator.locks',
  'navigator.languages',
  'navigator.onLine',
  'navigator.serviceWorker',
  'navigator.serviceWorker.register',
  'navigator.connection',
  'Intl.DisplayNames',
  'Intl.NumberFormat',
  'Intl.ListFormat',
  'Intl.Collator',
  'Intl.DateTimeFormat',
  'HTMLCanvasElement.prototype.getContext',
] as const;

/** What only follows a call: meters, halo, chimes, lock screen, statistics and the like. */
export const BESIDE_A_CALL = [
  'AudioContext',
  'AnalyserNode',
  'Notification',
  'MediaMetadata',
  'ResizeObserver',
  'visualViewport',
  'matchMedia',
  'createImageBitmap',
  'RTCPeerConnection.generateCertificate',
  'RTCPeerConnection.prototype.getStats',
  'RTCRtpReceiver.prototype.getSynchronizationSources',
  'MediaStreamTrack.prototype.getSettings',
  'HTMLMediaElement.prototype.setSinkId',
  'HTMLCanvasElement.prototype.getContext',
  'History.prototype.pushState',
  'navigator.mediaDevices.addEventListener',
  'navigator.mediaDevices.enumerateDevices',
  'navigator.permissions',
  'navigator.wakeLock',
  'navigator.mediaSession',
  'navigator.locks',
  'BroadcastChannel',
  'sessionStorage',
] as const;

export type Fault = 'missing' | 'throwing';

/**
 * To be run in a page before its own code: features that are missing, or that throw where they are looked for, called or made.
 */
export function breakFeatures({ paths, fault }: { paths: readonly string[]; fault: Fault }) {
  const fail = (): never => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  for (const path of paths) {
    const names = path.split('.');
    const name = names.pop() ?? '';
    const owner = names.reduce<unknown>((found, step) => Reflect.get(Object(found), step), window);
    // On the object itself, in front of whatever it inherits.
    const hidden = { value: undefined, configurable: true };
    const thrown = ['function', 'undefined'].includes(typeof Reflect.get(Object(owner), name))
      ? { value: fail, configurable: true }
      : { get: fail, configurable: true };
    Object.defineProperty(owner, name, fault === 'missing' ? hidden : thrown);
  }
}
