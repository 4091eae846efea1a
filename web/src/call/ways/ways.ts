import type { Kept } from '../../kept';
import type { IceServer, Relay } from '../../wire';

/** Over which ways the caller wants to be reached: any, the relay alone (which hides their address), or never the relay. */
export type Ways = 'any' | 'hidden' | 'direct';

/** What the server says of the ways of one call, as `matched` and the answer to `resume` do. */
export interface Restriction {
  /** The only way, where either side hides its address. */
  readonly relay?: IceServer | undefined;
  /** No relay carries it: either side refuses them. */
  readonly direct_only?: boolean | undefined;
}

/**
 * What the relay has to do with a call that found no way: it was tried in vain; this caller refuses it; it had no room; it is for
 * callers who hide their address alone; this service has none. Or nothing that can be said: the partner refuses it, or it was another thing each time.
 */
export type RelaysPart = 'tried' | 'refused' | 'full' | 'hiding' | 'none' | 'unsaid';

const KEY = 'calln.ways';

/** What the server's relay does for callers; null where the server doesn't say. */
export async function relayOffered(): Promise<Relay | null> {
  try {
    const response = await fetch('/api/relay');
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Keeps the choice for as long as the tab lives; the usual one leaves no trace. */
export function rememberWays(tab: Kept, ways: Ways): void {
  if (ways === 'any') tab.removeItem(KEY);
  else tab.setItem(KEY, ways);
}

/** The choice of this tab. */
export function recallWays(tab: Kept): Ways {
  const kept = tab.getItem(KEY);
  return kept === 'hidden' || kept === 'direct' ? kept : 'any';
}

const isRelay = (url: string) => url.startsWith('turn');
/** UDP is what a `turn` URI names that names no transport (RFC 7065 §3.1). */
const isOverUdp = (url: string) => url.startsWith('turn:') && !url.includes('transport=tcp');

/**
 * The servers over which a partner is looked for: without relays unless they may be used; and with those over UDP alone
 * where UDP is known to pass, since each of the others would cost a connection that nobody needs.
 */
export const iceServersFor = (
  servers: readonly IceServer[],
  relays: boolean,
  udpPasses: boolean,
): RTCIceServer[] =>
  servers
    .map((server) => ({
      ...server,
      urls: server.urls.filter((url) => !isRelay(url) || (relays && (!udpPasses || isOverUdp(url)))),
    }))
    .filter(({ urls }) => urls.length > 0);
