/**
 * This side's part of the way that the voices take: `direct IPv4`, `direct IPv6`, or to the relay and over what, as in
 * `relay udp`. To be run in the page.
 */
export async function wayHere(): Promise<string> {
  const connection = window.connections.at(-1);
  if (connection === undefined) return 'no partner';
  const stats = await connection.getStats();
  const reports = [...stats.values()];
  const transport = reports.find(({ type }) => type === 'transport');
  // Firefox doesn't name the pair in use, and nominates one alone.
  const pair =
    stats.get(transport?.selectedCandidatePairId) ??
    reports.find(
      ({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded',
    );
  if (pair === undefined) return connection.iceConnectionState;
  const [near, far] = [stats.get(pair.localCandidateId), stats.get(pair.remoteCandidateId)];
  if (near?.candidateType === 'relay') return `relay ${near.relayProtocol}`;
  // To whom it hasn't been told of, the partner's end at the relay looks like any address.
  if (far?.candidateType === 'relay') return 'direct to the relay';
  const address: string = near?.address || far?.address || '';
  return address.includes(':') ? 'direct IPv6' : 'direct IPv4';
}
