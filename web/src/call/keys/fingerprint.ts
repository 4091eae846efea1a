import type { Bytes } from './base64url';

/** Why a description is refused. */
export type FingerprintRefusal =
  /** It names no fingerprint. */
  | 'missing'
  /** It names two certificates. */
  | 'several'
  /**
   * A fingerprint of another hash, or one that isn't written as RFC 8122 says. Browsers differ in which of several
   * fingerprints they hold a certificate against, so one that isn't understood can't be ignored.
   */
  | 'foreign';

/** Thrown by {@link fingerprint}. */
export class FingerprintError extends Error {
  override readonly name = 'FingerprintError';

  constructor(readonly reason: FingerprintRefusal) {
    super(`The description is refused: ${reason} fingerprint.`);
  }
}

const LINE = /^a=fingerprint:sha-256 ([0-9a-f]{2}(?::[0-9a-f]{2}){31})$/;

/**
 * The SHA-256 fingerprint of the one DTLS certificate that an SDP names, however often it names it: 32 bytes.
 *
 * @throws {FingerprintError} unless every line that says "fingerprint" is a well formed `a=fingerprint:sha-256`, and
 * all of them are the same.
 */
export function fingerprint(sdp: string): Bytes {
  let found: string | undefined;
  for (const line of sdp.toLowerCase().split(/[\r\n]/)) {
    if (!line.includes('fingerprint')) continue;
    const pairs = LINE.exec(line)?.[1];
    if (pairs === undefined) throw new FingerprintError('foreign');
    if (found !== undefined && found !== pairs) throw new FingerprintError('several');
    found = pairs;
  }
  if (found === undefined) throw new FingerprintError('missing');
  return Uint8Array.from(found.split(':'), (pair) => Number.parseInt(pair, 16));
}

/** Whether two fingerprints are of the same certificate, as they must be before and after an ICE restart. */
export function sameFingerprint(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
