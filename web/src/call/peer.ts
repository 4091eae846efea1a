import type { Role, Signal } from '../wire';
import { speech } from './audio/encoding';

/** Most signals that may wait for their turn. A partner who sends more is not setting up a call. */
const MAX_PENDING = 256;

/** How the voices travel: not yet, now, held up for the moment, or never again. */
export type Link = 'connecting' | 'connected' | 'interrupted' | 'failed';

/** What one side says to the other; the call's id is put on it outside. */
export type PeerSignal = Omit<Signal, 'call'>;

/** Over which servers the two may find each other, and whether over them alone. */
export type Ways = Pick<RTCConfiguration, 'iceServers' | 'iceTransportPolicy'>;

export interface PeerEvents {
  /** To be carried to the partner, in order. */
  send(signal: PeerSignal): void;
  link(link: Link): void;
  /** The partner's voice. */
  voice(stream: MediaStream): void;
  /** Both sides' SDP as the browser has applied it: once negotiated, and again after every change. */
  described(local: string, remote: string): void;
}

/**
 * One call's RTCPeerConnection, by perfect negotiation (W3C WebRTC §10.4).
 *
 * The waiter offers and is the impolite peer. The newcomer adds nothing of its own before the offer is in: a
 * transceiver made earlier and rolled back would leave one direction silent. Signals are worked off one after
 * the other; candidates that come before any description wait for it.
 */
export class Peer {
  readonly #connection: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #microphone: MediaStream;
  readonly #events: PeerEvents;
  #queue: Promise<void> = Promise.resolve();
  #queued = 0;
  #early: RTCIceCandidateInit[] = [];
  #makingOffer = false;
  #settingAnswer = false;
  #ignoringOffer = false;

  constructor(role: Role, ways: Ways, microphone: MediaStream, events: PeerEvents) {
    this.#polite = role === 'newcomer';
    this.#microphone = microphone;
    this.#events = events;
    const connection = new RTCPeerConnection({ ...ways, bundlePolicy: 'max-bundle' });
    this.#connection = connection;

    connection.addEventListener('negotiationneeded', () => void this.#offer());
    connection.addEventListener('icecandidate', ({ candidate }) => {
      // The end of candidates is not signalled: nothing here waits for it.
      if (candidate !== null && candidate.candidate !== '') events.send({ candidate: plain(candidate) });
    });
    connection.addEventListener('track', ({ track }) => events.voice(new MediaStream([track])));
    connection.addEventListener('connectionstatechange', () => {
      const link = linkOf(connection.connectionState);
      if (link !== undefined) events.link(link);
    });
    connection.addEventListener('signalingstatechange', () => {
      const { signalingState, currentLocalDescription: local, currentRemoteDescription: remote } = connection;
      if (signalingState === 'stable' && local !== null && remote !== null)
        events.described(local.sdp, remote.sdp);
    });
    if (role === 'waiter') this.#addMicrophone();
  }

  /** Takes in what the partner said. */
  receive(signal: PeerSignal): void {
    if (this.#queued >= MAX_PENDING) {
      this.#fail();
      return;
    }
    this.#queued += 1;
    this.#queue = this.#queue
      .then(() => this.#apply(signal))
      .catch(() => this.#fail())
      .finally(() => {
        this.#queued -= 1;
      });
  }

  /** Goes over to another microphone; nothing is negotiated, and the partner hears no more than a breath's pause. */
  speakInto(track: MediaStreamTrack): void {
    for (const sender of this.#connection.getSenders()) {
      // Closed in the meantime: then nobody speaks any more.
      if (sender.track !== null) void sender.replaceTrack(track).catch(() => undefined);
    }
  }

  statistics(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  close(): void {
    this.#connection.close();
  }

  async #apply({ description, candidate }: PeerSignal): Promise<void> {
    if (this.#connection.signalingState === 'closed') return;
    if (description != null) await this.#describe(description);
    if (candidate != null) await this.#addCandidate(candidate);
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    const connection = this.#connection;
    const ready = !this.#makingOffer && (connection.signalingState === 'stable' || this.#settingAnswer);
    const collision = description.type === 'offer' && !ready;
    this.#ignoringOffer = !this.#polite && collision;
    if (this.#ignoringOffer) return;

    this.#settingAnswer = description.type === 'answer';
    await connection.setRemoteDescription(description);
    this.#settingAnswer = false;
    for (const early of this.#early.splice(0)) await connection.addIceCandidate(early);

    if (description.type !== 'offer') return;
    this.#addMicrophone();
    await connection.setLocalDescription();
    this.#sendDescription();
  }

  async #addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.#connection.remoteDescription === null) {
      if (this.#early.length >= MAX_PENDING) throw new Error('candidates without a description');
      this.#early.push(candidate);
      return;
    }
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // Candidates of an offer that was ignored have nowhere to go.
      if (!this.#ignoringOffer) throw error;
    }
  }

  async #offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.#connection.setLocalDescription();
      this.#sendDescription();
    } catch {
      this.#fail();
    } finally {
      this.#makingOffer = false;
    }
  }

  /** Once: a later offer finds the sender in place. */
  #addMicrophone(): void {
    if (this.#connection.getSenders().some((sender) => sender.track !== null)) return;
    for (const track of this.#microphone.getAudioTracks()) {
      void speech(this.#connection.addTrack(track, this.#microphone));
    }
  }

  #sendDescription(): void {
    const description = this.#connection.localDescription;
    if (description !== null)
      this.#events.send({ description: { type: description.type, sdp: description.sdp } });
  }

  /** Closing a connection also rejects what was under way; that is no failure. */
  #fail(): void {
    if (this.#connection.signalingState !== 'closed') this.#events.link('failed');
  }
}

function linkOf(state: RTCPeerConnectionState): Link | undefined {
  switch (state) {
    case 'connected':
      return 'connected';
    case 'disconnected':
      return 'interrupted';
    case 'failed':
      return 'failed';
    default:
      return undefined;
  }
}

/** The candidate without the fields that are null, which the wire leaves out. */
function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate) {
  return {
    candidate,
    ...(sdpMid !== null && { sdpMid }),
    ...(sdpMLineIndex !== null && { sdpMLineIndex }),
    ...(usernameFragment !== null && { usernameFragment }),
  };
}
