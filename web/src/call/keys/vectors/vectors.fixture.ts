import { type Bytes, encode } from '../base64url';
import type { Curves, Secrets } from '../curve';

/** The private parts of one side of a published exchange, in hexadecimal. */
export type FixedKeys = {
  x25519_private: string;
  x25519_public: string;
  p256_private: string;
  p256_public: string;
  nonce: string;
};

/** RFC 8410: all of a PKCS #8 X25519 key but the key. */
const PKCS8_X25519 = '302e020100300506032b656e04220420';

/** Secrets that are known, for one side that has `curves`. */
export function fixedSecrets(curves: Curves, fixed: FixedKeys): Secrets {
  return {
    async keyPair(curve) {
      if (curve === 'X25519') {
        if (curves === 'P-256') return undefined;
        const der = unhex(PKCS8_X25519 + fixed.x25519_private);
        const privateKey = await crypto.subtle.importKey('pkcs8', der, 'X25519', false, ['deriveBits']);
        return { curve, privateKey, publicKey: unhex(fixed.x25519_public) };
      }
      const publicKey = unhex(fixed.p256_public);
      const jwk = {
        kty: 'EC',
        crv: curve,
        d: encode(unhex(fixed.p256_private)),
        x: encode(publicKey.slice(1, 33)),
        y: encode(publicKey.slice(33)),
      };
      const algorithm = { name: 'ECDH', namedCurve: curve };
      const privateKey = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['deriveBits']);
      return { curve, privateKey, publicKey };
    },
    random: () => unhex(fixed.nonce),
  };
}

/** Reads hexadecimal. */
export function unhex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
