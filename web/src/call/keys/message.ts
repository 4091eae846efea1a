import { type Bytes, decode, encode } from './base64url';
import { type Curve, type Curves, KEY_LENGTH, keysLength } from './curve';

/** Length of a nonce, in bytes. */
export const NONCE_LENGTH = 16;
const HASH_LENGTH = 32;

/** What one side says to the other to agree on keys, as JSON. Bytes are base64url without padding. */
export type Message =
  /** First, from the waiter: a hash that ties it to keys which it doesn't show yet. */
  | { step: 'commit'; curves: Curves; commitment: string }
  /** Second, from the newcomer, who chooses the curve and shows its key. */
  | { step: 'answer'; curve: Curve; key: string; nonce: string }
  /** Third, from the waiter: its keys on all curves of its `commit`, in that order, one after the other. */
  | { step: 'reveal'; keys: string; nonce: string };

/** A message whose fields have been read. */
export type Read =
  | { step: 'commit'; curves: Curves; commitment: Bytes }
  | { step: 'answer'; curve: Curve; key: Bytes; nonce: Bytes }
  | { step: 'reveal'; curves: Curves; keys: Bytes; nonce: Bytes };

const FIELDS = { commit: 3, answer: 4, reveal: 3 } as const;

/** Reads what came from the partner; undefined unless it is a message of the exchange, to the letter. */
export function read(message: unknown): Read | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { step, curves, commitment, curve, key, keys, nonce } = message as Record<string, unknown>;
  if (step !== 'commit' && step !== 'answer' && step !== 'reveal') return undefined;
  if (Object.keys(message).length !== FIELDS[step]) return undefined;
  switch (step) {
    case 'commit': {
      const hash = decode(commitment, HASH_LENGTH);
      return isCurves(curves) && hash ? { step, curves, commitment: hash } : undefined;
    }
    case 'answer': {
      const bytes = isCurve(curve) ? decode(key, KEY_LENGTH[curve]) : undefined;
      const salt = decode(nonce, NONCE_LENGTH);
      return isCurve(curve) && bytes && salt ? { step, curve, key: bytes, nonce: salt } : undefined;
    }
    case 'reveal': {
      const salt = decode(nonce, NONCE_LENGTH);
      for (const each of ['X25519,P-256', 'P-256'] as const) {
        const bytes = decode(keys, keysLength(each));
        if (bytes && salt) return { step, curves: each, keys: bytes, nonce: salt };
      }
      return undefined;
    }
  }
}

/** Writes a message as it travels. */
export function write(message: Read): Message {
  switch (message.step) {
    case 'commit':
      return { step: 'commit', curves: message.curves, commitment: encode(message.commitment) };
    case 'answer':
      return { step: 'answer', curve: message.curve, key: encode(message.key), nonce: encode(message.nonce) };
    case 'reveal':
      return { step: 'reveal', keys: encode(message.keys), nonce: encode(message.nonce) };
  }
}

function isCurve(value: unknown): value is Curve {
  return value === 'X25519' || value === 'P-256';
}

function isCurves(value: unknown): value is Curves {
  return value === 'X25519,P-256' || value === 'P-256';
}
