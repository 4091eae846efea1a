import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { enLater } from '../messages/en-later';
import { Exchange, type Kind, type Outcome } from '../src/call/keys';
import { type Curves, freshSecrets, type Secrets } from '../src/call/keys/curve';
import type { Role } from '../src/wire';

const CALL = 'X7p0V6bTQ2uR5mGkq1wZyA';
const [PAGE, RUST] = [Buffer.alloc(32, 0xaa), Buffer.alloc(32, 0xbb)];

/** The implementation in Rust, a process that is spoken to line by line. */
class SecondClient {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    const program = process.env.END_TO_END_PEER;
    if (program === undefined) throw new Error('END_TO_END_PEER must name the program end_to_end_peer');
    this.#process = spawn(program);
    this.#answers = createInterface(this.#process.stdout)[Symbol.asyncIterator]();
  }

  // biome-ignore lint/suspicious/noExplicitAny: each request has an answer of its own shape
  async ask(request: object): Promise<any> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return JSON.parse((await this.#answers.next()).value);
  }

  end(): void {
    this.#process.kill();
  }
}

/** What a browser with these curves has. */
const secrets = (curves: Curves): Secrets => ({
  ...freshSecrets,
  keyPair: async (curve) =>
    curve === 'X25519' && curves === 'P-256' ? undefined : freshSecrets.keyPair(curve),
});

function agreed(outcome: Outcome) {
  if (outcome.is !== 'agreed') throw new Error(`not agreed: ${outcome.is}`);
  return outcome;
}

const BOTH: Curves = 'X25519,P-256';
const SETUPS: { page: Role; own: Curves; theirs: Curves }[] = [
  { page: 'waiter', own: BOTH, theirs: BOTH },
  { page: 'newcomer', own: BOTH, theirs: BOTH },
  { page: 'waiter', own: BOTH, theirs: 'P-256' },
  { page: 'newcomer', own: 'P-256', theirs: BOTH },
];

for (const { page, own, theirs } of SETUPS) {
  test.describe(`the page as ${page} (${own}), the second client with ${theirs}`, () => {
    test('p07 the page and a second client agree, and read each other', async () => {
      const [exchange, second] = [
        new Exchange({ role: page, call: CALL, own: PAGE, partner: RUST, secrets: secrets(own) }),
        new SecondClient(),
      ];
      const role = page === 'waiter' ? 'newcomer' : 'waiter';
      const fingerprints = { own: RUST.toString('hex'), partner: PAGE.toString('hex') };
      const begun = await second.ask({ do: 'begin', role, call: CALL, ...fingerprints, curves: theirs });
      const started = await exchange.start();

      // Whoever waited speaks first; then each in turn, until both have agreed.
      let message = started.is === 'waiting' ? (started.send ?? begun.send) : undefined;
      let session = undefined as ReturnType<typeof agreed>['session'] | undefined;
      let words: string[] | undefined;
      let toSecond = page === 'waiter';
      while (message != null) {
        if (toSecond) {
          const answer = await second.ask({ do: 'receive', message });
          words = answer.words ?? words;
          message = answer.send;
        } else {
          const outcome = await exchange.receive(message);
          if (outcome.is !== 'waiting') session = agreed(outcome).session;
          message = outcome.is === 'failed' ? undefined : outcome.send;
        }
        toSecond = !toSecond;
      }
      if (session === undefined) throw new Error('the page has no session');
      expect(session.words.map(({ id }) => enLater.safety.names[id])).toEqual(words);

      const contents: [Kind, number][] = [
        ['chat', 9],
        ['image', 16_252],
        ['chat', 8_188],
        ['image', 10],
      ];
      for (const [kind, length] of contents) {
        const content = Buffer.alloc(length, length % 251);
        const sealed = Buffer.from(await session.seal(kind, content)).toString('hex');
        const opened = await second.ask({ do: 'open', kind, frame: sealed });
        expect(opened).toEqual({ content: content.toString('hex') });
        const { frame } = await second.ask({ do: 'seal', kind, content: content.toString('hex') });
        expect(Buffer.from(await session.open(kind, new Uint8Array(Buffer.from(frame, 'hex'))))).toEqual(
          content,
        );
      }
      second.end();
    });
  });
}
