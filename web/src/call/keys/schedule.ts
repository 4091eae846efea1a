import type { Role } from '../../wire';
import type { Bytes } from './base64url';
import { Session } from './session';
import { WORD_BITS, words } from './words';

/**
 * Turns a Diffie-Hellman secret into one side's session: HKDF-SHA256 (RFC 5869), salted with the transcript. Wipes
 * the secret.
 */
export async function session(role: Role, secret: Bytes, transcript: Bytes): Promise<Session> {
  const root = await crypto.subtle
    .importKey('raw', secret, 'HKDF', false, ['deriveBits', 'deriveKey'])
    .finally(() => secret.fill(0));
  const params = (info: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: transcript,
    info: new TextEncoder().encode(info),
  });
  const aes = { name: 'AES-GCM', length: 256 };
  const [seal, open] = role === 'waiter' ? (['A->B', 'B->A'] as const) : (['B->A', 'A->B'] as const);
  const [sealing, opening, bits] = await Promise.all([
    crypto.subtle.deriveKey(params(seal), root, aes, false, ['encrypt']),
    crypto.subtle.deriveKey(params(open), root, aes, false, ['decrypt']),
    crypto.subtle.deriveBits(params('sas'), root, WORD_BITS),
  ]);
  return new Session(sealing, opening, words(new Uint8Array(bits)));
}
