import type { Bytes } from './base64url';

/** A curve for the Diffie-Hellman exchange. */
export type Curve = 'X25519' | 'P-256';

/** The curves that a side can use, best first. Everybody has P-256. */
export type Curves = 'X25519,P-256' | 'P-256';

/** Length of a public key, in bytes: RFC 7748's form, or an uncompressed point of SEC 1. */
export const KEY_LENGTH = { X25519: 32, 'P-256': 65 } as const;

const UNCOMPRESSED = 4;

/** One side's key on one curve. */
export type KeyPair = { readonly curve: Curve; readonly privateKey: CryptoKey; readonly publicKey: Bytes };

/** Where an exchange's secrets come from. Nothing that comes from it is used for a second exchange. */
export type Secrets = {
  /** A key that can't be extracted; undefined where the platform hasn't got the curve. */
  keyPair(curve: Curve): Promise<KeyPair | undefined>;
  /** Random bytes. */
  random(length: number): Bytes;
};

/** Secrets from the platform. */
export const freshSecrets: Secrets = {
  async keyPair(curve) {
    try {
      const pair = await crypto.subtle.generateKey(algorithm(curve), false, ['deriveBits']);
      // TypeScript can't see that these algorithms always give a pair.
      const { privateKey, publicKey } = pair as CryptoKeyPair;
      return {
        curve,
        privateKey,
        publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
      };
    } catch {
      // Browsers say in different ways that they don't know X25519.
      return undefined;
    }
  },
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

/** The curves as a list, in the order in which public keys are written one after the other. */
export function each(curves: Curves): Curve[] {
  return curves === 'P-256' ? ['P-256'] : ['X25519', 'P-256'];
}

/** Length of the public keys of a side that has these curves, written one after the other. */
export function keysLength(curves: Curves): number {
  return each(curves).reduce((sum, curve) => sum + KEY_LENGTH[curve], 0);
}

/** The key for `curve` among the public keys of a side that has `curves`, which must include it. */
export function keyFor(curve: Curve, curves: Curves, keys: Bytes): Bytes {
  const start = curve === 'P-256' && curves !== 'P-256' ? KEY_LENGTH.X25519 : 0;
  return keys.slice(start, start + KEY_LENGTH[curve]);
}

/**
 * The Diffie-Hellman secret shared with the owner of `key`. The caller wipes it. Undefined if `key` isn't a point of
 * the curve, or is one that gives the same secret to everybody (RFC 7748 section 6.1).
 */
export async function agree({ curve, privateKey }: KeyPair, key: Bytes): Promise<Bytes | undefined> {
  // Some platforms would take SEC 1's hybrid form too.
  if (curve === 'P-256' && key[0] !== UNCOMPRESSED) return undefined;
  try {
    const partner = await crypto.subtle.importKey('raw', key, algorithm(curve), false, []);
    const params = { name: algorithm(curve).name, public: partner };
    const secret = new Uint8Array(await crypto.subtle.deriveBits(params, privateKey, 256));
    return secret.some((byte) => byte !== 0) ? secret : undefined;
  } catch {
    return undefined;
  }
}

function algorithm(curve: Curve): { name: string; namedCurve?: string } {
  return curve === 'X25519' ? { name: 'X25519' } : { name: 'ECDH', namedCurve: 'P-256' };
}
