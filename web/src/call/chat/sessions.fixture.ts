import { Exchange, type Session } from '../keys';

const fingerprint = (byte: number) => new Uint8Array(32).fill(byte);

/** Sessions of two sides that have agreed. */
export async function sessions(): Promise<[Session, Session]> {
  const a = new Exchange({ role: 'waiter', call: 'call', own: fingerprint(1), partner: fingerprint(2) });
  const b = new Exchange({ role: 'newcomer', call: 'call', own: fingerprint(2), partner: fingerprint(1) });
  const commit = await a.start();
  const answer = await b.receive('send' in commit && commit.send);
  const onA = await a.receive('send' in answer && answer.send);
  const onB = await b.receive('send' in onA && onA.send);
  if (onA.is !== 'agreed' || onB.is !== 'agreed') throw new Error('not agreed');
  return [onA.session, onB.session];
}
