/** Brings two connections of this page together; whatever `from` is to send has been added to it. */
export async function introduce(from: RTCPeerConnection, to: RTCPeerConnection): Promise<void> {
  tellCandidates(from, to);
  tellCandidates(to, from);
  await from.setLocalDescription();
  await to.setRemoteDescription(described(from));
  await to.setLocalDescription();
  await from.setRemoteDescription(described(to));
}

/** Each as it is found: one network that leads nowhere keeps a connection looking for long. */
function tellCandidates(of: RTCPeerConnection, to: RTCPeerConnection): void {
  of.addEventListener('icecandidate', ({ candidate }) => {
    // One that the other side has no use for; or it is closed by now, having found its way.
    if (candidate !== null) void to.addIceCandidate(candidate).catch(() => undefined);
  });
}

function described(connection: RTCPeerConnection): RTCSessionDescriptionInit {
  if (connection.localDescription === null) throw new Error('nothing was offered');
  return connection.localDescription;
}
