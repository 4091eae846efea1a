import type { CheckRelay, IceServer } from '../../wire';
import type { Finding } from './finding';
import { introduce } from './introduce';

/** Longest wait for something to come through the relay, in milliseconds: browsers ask it again for about as long. */
const PATIENCE = 10_000;
/** Codes of a TURN server's own refusals (RFC 8489, section 14.8); 701 is the browser's, for no answer. */
const REFUSALS = { from: 300, below: 700 };

/** What the relay is tried with, or what is found where there is nothing to try. */
export type Trial =
  | { readonly is: 'open'; readonly relay: IceServer }
  | { readonly is: 'closed'; readonly finding: Finding };

const closed = (reason: Finding['reason']): Trial => ({
  is: 'closed',
  finding: { verdict: 'skipped', reason },
});

/** Asks the server to open its relay for this test. It does so for a minute. */
export async function askForTrial(): Promise<Trial> {
  try {
    const response = await fetch('/api/check/relay', { method: 'POST' });
    if (response.status === 429) return closed('slow_down');
    if (!response.ok) return closed('no_server');
    const { relay }: CheckRelay = await response.json();
    return relay === null ? closed('relay_off') : { is: 'open', relay };
  } catch {
    return closed('no_server');
  }
}

/** Talks to itself through the relay and no other way: two connections in this page, each with an end there. */
export async function checkRelay(transport: 'udp' | 'tcp', trial: Trial): Promise<Finding> {
  if (trial.is === 'closed') return trial.finding;
  const urls = [trial.relay.urls].flat().filter((url) => isOver(transport, url));
  if (urls.length === 0) return { verdict: 'skipped', reason: 'not_configured' };
  const began = performance.now();
  const configuration: RTCConfiguration = {
    iceServers: [{ ...trial.relay, urls }],
    iceTransportPolicy: 'relay',
  };
  const ends = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)] as const;
  const [from, to] = ends;
  const answered = new Set<RTCPeerConnection>();
  let refused = false;
  try {
    const outcome = new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), PATIENCE);
      for (const end of ends) {
        end.addEventListener('icecandidateerror', ({ errorCode }) => {
          refused ||= errorCode >= REFUSALS.from && errorCode < REFUSALS.below;
        });
        end.addEventListener('icecandidate', ({ candidate }) => {
          if (candidate?.type === 'relay') answered.add(end);
          // All was tried, and one end has nothing to be reached at.
          if (end.iceGatheringState === 'complete' && !answered.has(end)) resolve(false);
        });
      }
      to.addEventListener('datachannel', ({ channel }) =>
        channel.addEventListener('message', ({ data }) => channel.send(data)),
      );
      const channel = from.createDataChannel('check');
      channel.addEventListener('open', () => channel.send('and back'));
      channel.addEventListener('message', () => resolve(true));
    });
    await introduce(from, to);
    if (await outcome) {
      const value = Math.round(performance.now() - began);
      return { verdict: 'good', reason: 'works', figure: { value, unit: 'ms' } };
    }
  } catch {
    // What was found until then says why.
  } finally {
    for (const end of ends) end.close();
  }
  if (refused) return { verdict: 'bad', reason: 'refused' };
  return { verdict: 'bad', reason: answered.size > 0 ? 'nothing_through' : 'no_answer' };
}

/** Whether the way to the relay is over UDP, as it is where nothing is said, or over TCP, in TLS or not (RFC 7065). */
function isOver(transport: 'udp' | 'tcp', url: string): boolean {
  const isTcp = url.startsWith('turns:') || url.endsWith('transport=tcp');
  return isTcp === (transport === 'tcp');
}
