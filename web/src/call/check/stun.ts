import type { IceServer } from '../../wire';
import type { Finding } from './finding';

/** Longest wait for a STUN server, in milliseconds: browsers ask again for about as long. */
const PATIENCE = 10_000;
const SCHEMES = ['stun:', 'stuns:'];

/** Asks the operator's STUN servers; `servers` is undefined where the server named none, being out of reach. */
export async function checkStun(servers: readonly IceServer[] | undefined): Promise<Finding> {
  if (servers === undefined) return { verdict: 'skipped', reason: 'no_server' };
  const iceServers = only(servers);
  if (iceServers.length === 0) return { verdict: 'skipped', reason: 'not_configured' };
  const began = performance.now();
  const connection = new RTCPeerConnection({ iceServers });
  let errors = 0;
  try {
    const found = new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), PATIENCE);
      connection.addEventListener('icecandidateerror', () => {
        errors += 1;
      });
      connection.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate === null) resolve(false);
        // The kind of candidate that only an answer of such a server makes (RFC 8445, section 5.1.1).
        else if (candidate.type === 'srflx') resolve(true);
      });
    });
    connection.createDataChannel('check');
    await connection.setLocalDescription();
    const works = await found;
    const figure = { value: Math.round(performance.now() - began), unit: 'ms' } as const;
    if (works) return { verdict: 'good', reason: 'works', figure };
    // Who has no router in between is told their own address, which makes no candidate of its own.
    const done = connection.iceGatheringState === 'complete';
    if (done && errors === 0) return { verdict: 'good', reason: 'direct', figure };
    return { verdict: 'bad', reason: 'no_answer' };
  } catch {
    return { verdict: 'bad', reason: 'no_answer' };
  } finally {
    connection.close();
  }
}

/** The servers with their addresses for STUN, those without any left out. */
function only(servers: readonly IceServer[]): RTCIceServer[] {
  return servers
    .map((server) => ({
      ...server,
      urls: [server.urls].flat().filter((url) => SCHEMES.some((scheme) => url.startsWith(scheme))),
    }))
    .filter(({ urls }) => urls.length > 0);
}
