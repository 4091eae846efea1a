/** Bytes that WebCrypto takes: never a view of shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Writes bytes as base64url without padding (RFC 4648 section 5). */
export function encode(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** Reads base64url that holds exactly `length` bytes; undefined if `text` is anything else. */
export function decode(text: unknown, length: number): Bytes | undefined {
  if (typeof text !== 'string' || text.length !== Math.ceil((length * 4) / 3) || !/^[\w-]*$/.test(text)) {
    return undefined;
  }
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  // The bits after the last byte must be zero: one way to write a message.
  return encode(bytes) === text ? bytes : undefined;
}
