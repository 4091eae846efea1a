import { optional } from '../browser/optional';
import type { Problem } from './state';

/** What keeps this browser from calling, known before anything is asked of the caller. */
export function obstacle(window: Window & typeof globalThis): Problem | undefined {
  if (!window.isSecureContext) return { kind: 'insecure' };
  const able =
    optional(() => window.RTCPeerConnection) !== undefined &&
    optional(() => window.navigator.mediaDevices.getUserMedia) !== undefined;
  return able ? undefined : { kind: 'unsupported' };
}
