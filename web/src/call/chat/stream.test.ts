import { expect, type MockInstance, test, vi } from 'vitest';
import type { Kind, Session } from '../keys';
import { TYPE } from './content';
import { sessions } from './sessions.fixture';
import { Stream } from './stream';

const text = (line: string) => new TextEncoder().encode(line);
const read = (body: Uint8Array) => new TextDecoder().decode(body);

type Frame = { kind: Kind; frame: ArrayBuffer };

/** One side, whose frames go nowhere by themselves. */
class Side {
  readonly stream: Stream;
  readonly out: Frame[] = [];
  readonly heard: string[] = [];
  arrived = 0;
  broken = false;
  readonly #sending: MockInstance<Stream['send']>;

  constructor(session: Session) {
    this.stream = new Stream(session, {
      send: (kind, frame) => this.out.push({ kind, frame }),
      received: (_, __, body) => this.heard.push(read(body)),
      arrived: (due) => {
        this.arrived = due;
      },
      broken: () => {
        this.broken = true;
      },
    });
    this.#sending = vi.spyOn(this.stream, 'send');
  }

  /** Once all that it has begun to send, notes among it, is sealed and out. */
  async sent(): Promise<void> {
    await Promise.all(this.#sending.mock.results.map(({ value }) => value));
  }

  say(line: string): Promise<unknown> {
    return this.stream.send('chat', TYPE.text, text(line));
  }
}

async function pair(): Promise<[Side, Side]> {
  const [a, b] = await sessions();
  return [new Side(a), new Side(b)];
}

/** Carries what is on its way from one to the other, but for those whose place `loses` names. */
async function carry(from: Side, to: Side, loses: (place: number) => boolean = () => false): Promise<void> {
  for (const [place, { kind, frame }] of from.out.splice(0).entries())
    if (!loses(place)) await to.stream.receive(kind, frame);
  await to.sent();
}

test('frames are told to have arrived, and then are not sent again', async () => {
  const [a, b] = await pair();
  await a.say('one');
  await a.say('two');
  await carry(a, b);
  expect(b.heard).toEqual(['one', 'two']);
  await carry(b, a);
  expect(a.arrived).toBe(2);
  a.stream.sendAgain();
  expect(a.out).toEqual([]);
});

test('what a broken connection lost is made up for, whichever part and on whichever side', async () => {
  for (let lost = 0; lost < 2 ** 6; lost += 1) {
    const [a, b] = await pair();
    const loses = (first: number) => (place: number) => (lost & (1 << (first + place))) !== 0;
    const said: [string[], string[]] = [[], []];
    for (const round of ['1', '2', '3']) {
      await a.say(`a${round}`);
      await b.say(`b${round}`);
      said[0].push(`a${round}`);
      said[1].push(`b${round}`);
    }
    await carry(a, b, loses(0));
    await carry(b, a, loses(3));
    // Back: both send again what they don't know to have arrived, and go on.
    a.stream.sendAgain();
    b.stream.sendAgain();
    await a.say('a4');
    for (let trip = 0; trip < 3; trip += 1) {
      await carry(a, b);
      await carry(b, a);
    }
    expect(b.heard).toEqual([...said[0], 'a4']);
    expect(a.heard).toEqual(said[1]);
    expect([a.broken, b.broken]).toEqual([false, false]);
  }
});

test('what comes twice or too early is not taken, and what was changed breaks', async () => {
  const [a, b] = await pair();
  await a.say('one');
  await a.say('two');
  const [one, two] = a.out as [Frame, Frame];
  for (const { kind, frame } of [two, one, one, two, one]) await b.stream.receive(kind, frame);
  expect(b.heard).toEqual(['one', 'two']);
  await a.say('three');
  const forged = a.out[2]?.frame.slice(0) ?? new ArrayBuffer();
  const bytes = new Uint8Array(forged);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  await b.stream.receive('chat', forged);
  expect(b.broken).toBe(true);
});

test('a frame of one kind is not taken for the other, and one cut short for none', async () => {
  for (const change of [
    ({ frame }: Frame): Frame => ({ kind: 'image', frame }),
    ({ kind, frame }: Frame): Frame => ({ kind, frame: frame.slice(0, 100) }),
  ]) {
    const [a, b] = await pair();
    await a.say('one');
    const { kind, frame } = change(a.out[0] as Frame);
    await b.stream.receive(kind, frame);
    expect(b.broken).toBe(true);
    expect(b.heard).toEqual([]);
  }
});

test('pieces are acknowledged every fourth time', async () => {
  const [a, b] = await pair();
  for (let n = 0; n < 9; n += 1) await a.stream.send('image', TYPE.piece, text(String(n)));
  await carry(a, b);
  expect(b.out).toHaveLength(2);
  await carry(b, a);
  expect(a.arrived).toBe(8);
});

test('a closed stream sends and takes nothing', async () => {
  const [a, b] = await pair();
  await a.say('one');
  b.stream.close();
  await carry(a, b);
  expect(b.heard).toEqual([]);
  expect(await b.stream.send('chat', TYPE.text, text('two'))).toBeUndefined();
  expect(b.broken).toBe(false);
});
