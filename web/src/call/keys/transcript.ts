import type { Bytes } from './base64url';
import type { Curve, Curves } from './curve';

/** What one side brings into an exchange: its public key, or its public keys one after the other, and the rest. */
export type Side = { readonly keys: Bytes; readonly fingerprint: Bytes; readonly nonce: Bytes };

/** What the waiter shows first. */
export function commitment(call: string, curves: Curves, waiter: Side): Promise<Bytes> {
  return hash(['calln/1 commit', call, curves, waiter.keys, waiter.fingerprint, waiter.nonce]);
}

/** All that the two sides must agree on; the salt of every key. */
export function transcript(
  call: string,
  curves: Curves,
  curve: Curve,
  waiter: Side,
  newcomer: Side,
): Promise<Bytes> {
  return hash([
    'calln/1 transcript',
    call,
    curves,
    curve,
    waiter.keys,
    waiter.fingerprint,
    waiter.nonce,
    newcomer.keys,
    newcomer.fingerprint,
    newcomer.nonce,
  ]);
}

const LENGTH = 8;

/** SHA-256 over the fields, each after its length, so that no two lists of fields give the same bytes. */
async function hash(fields: (string | Bytes)[]): Promise<Bytes> {
  const parts = fields.map((field) => (typeof field === 'string' ? new TextEncoder().encode(field) : field));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + LENGTH + part.length, 0));
  let end = 0;
  for (const part of parts) {
    new DataView(all.buffer).setBigUint64(end, BigInt(part.length));
    all.set(part, end + LENGTH);
    end += LENGTH + part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}
