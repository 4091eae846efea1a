import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { enLater } from '../../../../messages/en-later';
import type { Role } from '../../../wire';
import { type Bytes, encode } from '../base64url';
import { agree, type Curve, type Curves } from '../curve';
import { Exchange, type Outcome } from '../exchange';
import { FingerprintError, fingerprint } from '../fingerprint';
import type { Message } from '../message';
import type { Kind } from '../padding';
import type { Session } from '../session';
import { WORDS, type Word } from '../words';
import { fixedSecrets, unhex } from './vectors.fixture';

type SideVector = {
  curves: Curves;
  fingerprint: string;
  x25519_private: string;
  x25519_public: string;
  p256_private: string;
  p256_public: string;
  nonce: string;
};
type Vectors = {
  words: [string, string][];
  exchanges: {
    call: string;
    waiter: SideVector;
    newcomer: SideVector;
    messages: [Message, Message, Message];
    words: string[];
    frames: { from: Role; kind: Kind; content: string; frame_sha256: string; frame?: string }[];
  }[];
  bad_keys: { why: string; curve: Curve; key: string }[];
  descriptions: { sdp: string; fingerprint?: string; refused?: string }[];
};

const FILE = new URL('../../../../../docs/end-to-end/vectors.json', import.meta.url);
const vectors: Vectors = JSON.parse(readFileSync(FILE, 'utf8'));

const english = ({ id }: Word) => enLater.safety.names[id];

test('the words are the published ones', () => {
  expect(WORDS.map((word) => [word.emoji, english(word)])).toEqual(vectors.words);
});

describe.each(vectors.exchanges)('the published exchange "$call"', (vector) => {
  const side = (role: Role, own: SideVector, partner: SideVector) =>
    new Exchange({
      role,
      call: vector.call,
      own: unhex(own.fingerprint),
      partner: unhex(partner.fingerprint),
      secrets: fixedSecrets(own.curves, own),
    });
  const both = async () => {
    const [commit, answer, reveal] = vector.messages;
    const waiter = side('waiter', vector.waiter, vector.newcomer);
    const newcomer = side('newcomer', vector.newcomer, vector.waiter);
    expect(await waiter.start()).toEqual({ is: 'waiting', send: commit });
    expect(await newcomer.receive(commit)).toEqual({ is: 'waiting', send: answer });
    const onWaiter = await waiter.receive(answer);
    expect(onWaiter).toMatchObject({ is: 'agreed', send: reveal });
    return { waiter: agreed(onWaiter), newcomer: agreed(await newcomer.receive(reveal)) };
  };

  test('gives these messages and words', async () => {
    const { waiter, newcomer } = await both();
    expect(waiter.words.map(english)).toEqual(vector.words);
    expect(newcomer.words).toEqual(waiter.words);
  });

  test('gives these frames', async () => {
    const sessions = await both();
    for (const { from, kind, content, frame_sha256, frame } of vector.frames) {
      const sealed = await sessions[from].seal(kind, unhex(content));
      expect(createHash('sha256').update(sealed).digest('hex')).toBe(frame_sha256);
      if (frame !== undefined) expect(sealed).toEqual(unhex(frame));
      const to = from === 'waiter' ? 'newcomer' : 'waiter';
      expect(await sessions[to].open(kind, sealed)).toEqual(unhex(content));
    }
  });
});

describe.each(vectors.bad_keys)('the $curve key that is bad, $why ($key),', ({ curve, key }) => {
  const bad = unhex(key);

  test('is refused from a newcomer, and nothing is revealed', async () => {
    const waiter = new Exchange({ role: 'waiter', call: 'call', own: fp(1), partner: fp(2) });
    await waiter.start();
    const answer = { step: 'answer', curve, key: encode(bad), nonce: encode(new Uint8Array(16)) };
    expect(await waiter.receive(answer)).toEqual({ is: 'failed', reason: 'bad_key' });
  });

  test('gives no secret', async () => {
    const own = await fixedSecrets('X25519,P-256', vectors.exchanges[0]?.waiter as SideVector).keyPair(curve);
    expect(own && (await agree(own, bad))).toBeUndefined();
  });
});

test.each(vectors.descriptions)('of $sdp the fingerprint is $fingerprint$refused', ({ sdp, ...expected }) => {
  if (expected.refused === undefined) {
    expect(fingerprint(sdp)).toEqual(unhex(expected.fingerprint ?? ''));
  } else {
    expect(() => fingerprint(sdp)).toThrow(
      expect.objectContaining({ name: FingerprintError.name, reason: expected.refused }),
    );
  }
});

function fp(byte: number): Bytes {
  return new Uint8Array(32).fill(byte);
}

function agreed(outcome: Outcome): Session {
  if (outcome.is !== 'agreed') throw new Error(`not agreed: ${JSON.stringify(outcome)}`);
  return outcome.session;
}
