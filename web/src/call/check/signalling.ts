import { Manager, type Socket } from 'socket.io-client';
import type { ServerEvents, Welcome } from '../../wire';
import type { Finding } from './finding';

/** Longest wait for the server's welcome over one way, in milliseconds; as in a call. */
const PATIENCE = 10_000;

type Heard = { [Name in keyof ServerEvents]: (payload: ServerEvents[Name]) => void };

/** Connects over one way alone, and gives what the server said when it came through. */
export async function checkSignalling(
  transport: 'websocket' | 'polling',
): Promise<{ readonly finding: Finding; readonly welcome?: Welcome }> {
  const began = performance.now();
  const socket: Socket<Heard> = new Manager({
    forceNew: true,
    reconnection: false,
    transports: [transport],
    upgrade: false,
    timeout: PATIENCE,
  }).socket('/');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const welcome = await new Promise<Welcome | undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
    socket.on('welcome', resolve).on('connect_error', () => resolve(undefined));
  });
  clearTimeout(timer);
  socket.disconnect();
  if (welcome === undefined) return { finding: { verdict: 'bad', reason: 'blocked' } };
  const value = Math.round(performance.now() - began);
  return { finding: { verdict: 'good', reason: 'works', figure: { value, unit: 'ms' } }, welcome };
}
