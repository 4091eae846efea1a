/**
 * End-to-end keys, the words that prove them, and sealed frames: one side of `docs/end-to-end.md`.
 *
 * {@link Agreement} does all this for a call. By hand:
 *
 * 1. {@link fingerprint} of both descriptions, as applied.
 * 2. `new Exchange(…)`, then `start()`; send what it hands back.
 * 3. `receive(…)` for each message of the partner's; act on the {@link Outcome}.
 * 4. `session.words` to compare; `session.seal` and `session.open` until the call ends, then `exchange.close()`.
 */
export { Agreement, type AgreementEvents, type Disagreement } from './agreement';
export type { Bytes } from './base64url';
export { Exchange, type Failure, type Outcome, type Setup } from './exchange';
export { FingerprintError, type FingerprintRefusal, fingerprint, sameFingerprint } from './fingerprint';
export type { Message } from './message';
export { CAPACITY, type Kind } from './padding';
export { OpenError, type OpenRefusal, SealError, type SealRefusal, type Session } from './session';
export { WORDS, type Word } from './words';
