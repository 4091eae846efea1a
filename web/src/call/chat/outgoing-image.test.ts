import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Kind, Session } from '../keys';
import { PIECE, readContent, SMALL_PIECE, SMALL_PIECES, TYPE, writeContent } from './content';
import { OutgoingImage } from './outgoing-image';
import { sessions } from './sessions.fixture';
import { Stream } from './stream';

const IMAGE = { width: 40, height: 30, format: 'image/webp' } as const;

type Piece = { readonly kind: Kind; readonly bytes: number };

/** A line on which no time passes, however busy the machine is. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Sends an image to a client that answers each frame of `chat`, and each `every` of `image`, with a note of that body. */
async function send(
  bytes: number,
  every: number,
  note: Uint8Array,
): Promise<{ pieces: Piece[]; most: number }> {
  const [own, partner] = await sessions();
  const pieces: Piece[] = [];
  let [underWay, most, owed, due] = [0, 0, 0, 0];
  let arrived = (_: number) => {};
  let work = Promise.resolve();
  let end = (_: string) => {};
  const over = new Promise<string>((resolve) => {
    end = resolve;
  });
  const stream = new Stream(own, {
    send: (kind, frame) => {
      underWay += 1;
      most = Math.max(most, underWay);
      work = work.then(() => answer(partner, kind, frame));
    },
    received: () => {},
    arrived: (due) => arrived(due),
    broken: () => end('broken'),
  });
  const answer = async (session: Session, kind: Kind, frame: ArrayBuffer) => {
    const content = readContent(await session.open(kind, new Uint8Array(frame)));
    due += 1;
    owed += 1;
    if (content?.type === TYPE.piece) pieces.push({ kind, bytes: content.body.length });
    const complete = pieces.reduce((sum, piece) => sum + piece.bytes, 0) === bytes;
    if (kind === 'image' && owed < every && !complete) return;
    underWay -= owed;
    owed = 0;
    const sealed = await session.seal('chat', writeContent(due, TYPE.note, note));
    await stream.receive('chat', sealed.buffer);
  };
  const image = new OutgoingImage(stream, { ...IMAGE, blob: new Blob([new Uint8Array(bytes)]) }, 0, {
    progress: () => {},
    over: end,
  });
  arrived = (due) => image.arrived(due);
  void image.send();
  expect(await over).toBe('arrived');
  return { pieces, most };
}

test('a client that says nothing of small pieces gets large ones, eight at a time', async () => {
  // Answered when eight have come: with less under way it would wait for ever.
  const { pieces, most } = await send(20 * PIECE + 100, 8, new Uint8Array());
  expect(pieces.map(({ kind }) => kind)).toEqual(Array(21).fill('image'));
  expect(pieces.slice(0, -1).every(({ bytes }) => bytes === PIECE)).toBe(true);
  expect(most).toBe(8);
});

test('a client that takes small pieces gets them first, and large ones where they are quick', async () => {
  const { pieces } = await send(20 * PIECE + 100, 4, Uint8Array.of(SMALL_PIECES));
  expect(pieces[0]).toEqual({ kind: 'chat', bytes: SMALL_PIECE });
  expect(pieces.at(-2)).toEqual({ kind: 'image', bytes: PIECE });
  expect(pieces.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(20 * PIECE + 100);
});
