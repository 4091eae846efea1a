declare global {
  interface Window {
    /** Every RTCPeerConnection of the page's that has had a partner, in their order, put there by the test. */
    connections: RTCPeerConnection[];
  }
}

/** The caller has said in this tab that they are of age. To be run in each page before its own code. */
export function comeOfAge() {
  // A blank page and a frame without an origin have no storage.
  if (window.origin !== 'null') sessionStorage.setItem('calln.age', 'adult');
}

/** To be run in each page before its own code. */
export function keepConnections() {
  window.connections = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    override async setRemoteDescription(description: RTCSessionDescriptionInit) {
      if (!window.connections.includes(this)) window.connections.push(this);
      await super.setRemoteDescription(description);
    }
  };
}

/** What the last connection of the page has received so far. To be run in the page. */
export async function receivedHere() {
  const connection = window.connections.at(-1);
  const seen = { packets: 0, lost: 0, energy: 0, local: '', remote: '' };
  if (connection === undefined || connection.signalingState === 'closed') return seen;
  const stats = await connection.getStats();
  for (const [, report] of stats) {
    if (report.type === 'inbound-rtp') {
      seen.packets = report.packetsReceived;
      seen.lost = report.packetsLost;
      seen.energy = report.totalAudioEnergy ?? 0;
    }
    if (report.type === 'transport' && report.selectedCandidatePairId !== undefined) {
      const pair = stats.get(report.selectedCandidatePairId);
      seen.local = stats.get(pair.localCandidateId)?.candidateType ?? '';
      seen.remote = stats.get(pair.remoteCandidateId)?.candidateType ?? '';
    }
  }
  return seen;
}
