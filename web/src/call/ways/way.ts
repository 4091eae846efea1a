import type { Way } from '../../wire';

/** The way that the voices take, by the browser's own statistics (W3C WebRTC Statistics); undefined before there is one. */
export function wayOf(statistics: RTCStatsReport): Way | undefined {
  let selected: string | undefined;
  let nominated: { localCandidateId: string; remoteCandidateId: string } | undefined;
  for (const [, report] of statistics) {
    if (report.type === 'transport') selected = report.selectedCandidatePairId ?? selected;
    // Firefox names no pair in its transport, but marks the one in use.
    if (report.type === 'candidate-pair' && report.nominated === true && report.state === 'succeeded')
      nominated = report;
  }
  const pair = (selected !== undefined && statistics.get(selected)) || nominated;
  const [local, remote] = [statistics.get(pair?.localCandidateId), statistics.get(pair?.remoteCandidateId)];
  if (local === undefined) return undefined;
  if (local.candidateType === 'relay') return RELAYED[local.relayProtocol as string] ?? 'relay_udp';
  if (remote?.candidateType === 'relay') return 'relay_udp';
  return String(local.address ?? remote?.address ?? '').includes(':') ? 'direct_ipv6' : 'direct_ipv4';
}

const RELAYED: Readonly<Record<string, Way>> = { udp: 'relay_udp', tcp: 'relay_tcp', tls: 'relay_tls' };

/** Whether a relay carries the voices. */
export const isRelayed = (way: Way): boolean => way.startsWith('relay');
