import { optional } from '../../browser/optional';
import type { Role, SessionDescription, Signal } from '../../wire';
import { speech } from '../devices/audio/encoding';
import type { Bytes } from '../keys/base64url';
import { fingerprint, sameFingerprint } from '../keys/fingerprint';
import { isRelays, withoutRelays } from '../ways/relay-candidates';
import { IceSessions } from './ice-sessions';
import { RTP_LOOK_EVERY, RtpWatch } from './rtp-watch';

/** Most signals that may wait for their turn. A partner who sends more is not setting up a call. */
const MAX_PENDING = 256;
/** A TURN server's refusals for want of room (RFC 8656, section 19): one user has too much, or all together have. */
const NO_ROOM: readonly number[] = [486, 508];
/** How long an interruption may last before another way is sought, in milliseconds. Most pass by themselves. */
const RESTART_AFTER = 2_500;
/**
 * How long a first connection may have no way left to try, in milliseconds. A relay may be found later than all else, over TLS
 * on a slow line by five seconds, and is tried then.
 */
const NO_WAY_FOR = 6_000;
/** The same where no relay may carry the voices: a candidate of the partner's may be on its way still, which is tried then. */
const NO_DIRECT_WAY_FOR = 2_000;
/** How long another way is sought before the call is given up, in milliseconds. */
const RECOVER_WITHIN = 30_000;

/** How the voices travel: not yet, now, held up for the moment, or never again. */
export type Link = 'connecting' | 'connected' | 'interrupted' | 'failed';

/** What one side says to the other; the call's id is put on it outside. */
export type PeerSignal = Pick<Signal, 'description' | 'candidate'>;

/** Over which servers the two may find each other, and whether over them alone. */
export type Servers = Pick<RTCConfiguration, 'iceServers' | 'iceTransportPolicy'>;

export interface PeerEvents {
  /** To be carried to the partner, in order. */
  send(signal: PeerSignal): void;
  link(link: Link): void;
  /** The partner's voice. */
  voice(stream: MediaStream): void;
  /** The first of it is here. */
  heard(stream: MediaStream): void;
  /** Whether the partner's packets come, told when that changes; they are taken to at first. */
  arrives(arrives: boolean): void;
  /** None has come for a second: another way is about to be sought. */
  silent(): void;
  /** Both sides' SDP as the browser has applied it: once negotiated, and again after every change. */
  described(local: string, remote: string): void;
  /** Whoever speaks there shows another certificate than the partner did, or none that could be told. */
  impostor(): void;
  /** All of the first candidates are known. */
  gathered?(): void;
}

/** What a connection is made of. */
export interface PeerSetup {
  readonly servers: Servers;
  /** No relay may carry the voices, the partner's neither. */
  readonly directOnly: boolean;
  /** For this partner alone; without one the browser makes its own. */
  readonly certificate: RTCCertificate | undefined;
  /** None while it is still being opened; then it comes by {@link Peer.speakInto}. */
  readonly microphone: MediaStreamTrack | undefined;
  /** The relay was reached over UDP. */
  udpPasses(): void;
  /** Whether relays have no room for this connection: said where one has none, and again where another has. */
  relayFull(full: boolean): void;
}

/**
 * One call's RTCPeerConnection, by perfect negotiation (W3C WebRTC §10.4).
 *
 * The waiter offers and is the impolite peer. A newcomer who answers adds nothing of its own before the offer is in: a
 * transceiver made earlier and rolled back would leave one direction silent. One whose offer crosses with the
 * waiter's has offered too, and becomes the polite peer with that. Signals are worked off one after the other;
 * candidates that come before any description wait for it.
 *
 * A way that is lost is sought anew by ICE restart (RFC 8445 §9), over the same DTLS connection: a partner who comes
 * back with another certificate would be another partner.
 */
export class Peer {
  readonly #connection: RTCPeerConnection;
  #polite: boolean;
  #microphone: MediaStreamTrack | undefined;
  readonly #events: PeerEvents;
  readonly #directOnly: boolean;
  readonly #partnersSessions = new IceSessions();
  #queue: Promise<void> = Promise.resolve();
  #queued = 0;
  #early: RTCIceCandidateInit[] = [];
  /** Own candidates for another way, while the partner hasn't answered yet. */
  #held: RTCIceCandidate[] = [];
  #makingOffer = false;
  #settingAnswer = false;
  #ignoringOffer = false;
  #partner: Bytes | undefined;
  /** The partner's browser is Firefox, by its own word. */
  #toFirefox = false;
  /** The partner's part in DTLS, `active` or `passive`, taken with the first answer and kept for good. */
  #part: string | undefined;
  #connected = false;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #recoverTimer: ReturnType<typeof setTimeout> | undefined;
  /** The servers as of now, as JSON. */
  #servers: string;
  /** They are others than those of the newest search. */
  #otherServers = false;
  #watch: RtpWatch | undefined;
  #watching: ReturnType<typeof setInterval> | undefined;

  constructor(role: Role, setup: PeerSetup, events: PeerEvents) {
    const { servers, directOnly, certificate, microphone, udpPasses, relayFull } = setup;
    this.#polite = role === 'newcomer';
    this.#microphone = microphone;
    this.#events = events;
    this.#directOnly = directOnly;
    this.#servers = JSON.stringify(servers);
    const connection = new RTCPeerConnection({
      ...servers,
      bundlePolicy: 'max-bundle',
      ...(certificate && { certificates: [certificate] }),
    });
    this.#connection = connection;

    connection.addEventListener('negotiationneeded', () => void this.#offer());
    let relayed = false;
    connection.addEventListener('icecandidate', ({ candidate }) => {
      // The end of candidates is not signalled: nothing here waits for it.
      if (candidate === null || candidate.candidate === '') return;
      if (candidate.type === 'relay') {
        relayed = true;
        relayFull(false);
      }
      // Not in the types yet.
      if ('relayProtocol' in candidate && candidate.relayProtocol === 'udp') udpPasses();
      if (this.#holds()) this.#held.push(candidate);
      else events.send({ candidate: plain(candidate) });
    });
    connection.addEventListener('icecandidateerror', ({ errorCode }) => {
      if (NO_ROOM.includes(errorCode) && !relayed) relayFull(true);
    });
    connection.addEventListener('track', ({ track }) => {
      const stream = new MediaStream([track]);
      track.addEventListener('unmute', () => events.heard(stream), { once: true });
      events.voice(stream);
    });
    connection.addEventListener('icegatheringstatechange', () => {
      if (connection.iceGatheringState === 'complete') events.gathered?.();
    });
    connection.addEventListener('connectionstatechange', () => this.#follow(connection.connectionState));
    connection.addEventListener('signalingstatechange', () => {
      const { signalingState, currentLocalDescription: local, currentRemoteDescription: remote } = connection;
      if (signalingState !== 'stable' || local === null || remote === null) return;
      this.#part ??=
        remote.type === 'answer' ? part(remote.sdp) : part(local.sdp) === 'active' ? 'passive' : 'active';
      events.described(local.sdp, remote.sdp);
    });
    if (role === 'waiter') void speech(connection.addTransceiver(microphone ?? 'audio').sender);
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

  /** This side's offer has crossed with the partner's, which stands for this answer. */
  cross(answer: string, role: Role): void {
    this.#polite = role === 'newcomer';
    this.receive({ description: { type: 'answer', sdp: answer } });
  }

  /** Goes over to another microphone; nothing is negotiated, and the partner hears no more than a breath's pause. */
  speakInto(track: MediaStreamTrack): void {
    this.#microphone = track;
    for (const sender of this.#connection.getSenders()) {
      // Closed in the meantime: then nobody speaks any more.
      void sender.replaceTrack(track).catch(() => undefined);
    }
  }

  statistics(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  /** The offer as it stands, with the candidates known so far; none while there is none. */
  get offer(): SessionDescription | undefined {
    const description = this.#connection.localDescription;
    return description?.type === 'offer' ? { type: 'offer', sdp: description.sdp } : undefined;
  }

  /** Another way that is sought from now on goes over these servers. */
  go(servers: Servers): void {
    const named = JSON.stringify(servers);
    if (named === this.#servers) return;
    this.#servers = named;
    this.#otherServers = true;
    this.#connection.setConfiguration({ ...this.#connection.getConfiguration(), ...servers });
  }

  /** Seeks another way to the partner; the present one is kept until that is found. Before the first: nothing. */
  restart(): void {
    // What is being gathered is from the servers of before.
    if (!this.#connected || (this.#stillGathers() && !this.#otherServers)) return;
    this.#otherServers = false;
    this.#watch?.sought();
    this.#connection.restartIce();
  }

  close(): void {
    this.#stopTimers();
    clearInterval(this.#watching);
    this.#connection.close();
  }

  #follow(state: RTCPeerConnectionState): void {
    if (!this.#connected) clearTimeout(this.#restartTimer);
    if (state === 'connected') {
      this.#connected = true;
      this.#stopTimers();
      this.#watching ??= this.#watchPackets();
      this.#events.link('connected');
    } else if (state === 'disconnected' || state === 'failed') {
      // What takes too long is given up outside, in its own time.
      if (!this.#connected) {
        const patience = this.#directOnly ? NO_DIRECT_WAY_FOR : NO_WAY_FOR;
        if (state === 'failed') this.#restartTimer = setTimeout(() => this.#fail(), patience);
        return;
      }
      this.#events.link('interrupted');
      this.#recoverTimer ??= setTimeout(() => this.#fail(), RECOVER_WITHIN);
      clearTimeout(this.#restartTimer);
      if (state === 'failed') this.restart();
      else this.#restartTimer = setTimeout(() => this.restart(), RESTART_AFTER);
    }
  }

  #watchPackets() {
    const watch = new RtpWatch(this.#polite);
    this.#watch = watch;
    let told = watch.arrives;
    return setInterval(() => {
      const [receiver] = this.#connection.getReceivers();
      const heard = optional(() => receiver?.getSynchronizationSources()[0]?.timestamp);
      const lost = watch.look(heard);
      if (watch.arrives !== told) this.#events.arrives(watch.arrives);
      told = watch.arrives;
      if (!lost) return;
      this.#events.silent();
      this.restart();
    }, RTP_LOOK_EVERY);
  }

  /**
   * Whether this side's ICE session still gathers candidates, from networks too that come up meanwhile: a restart would only begin
   * it anew. Firefox gathers from the networks of the beginning.
   */
  #stillGathers(): boolean {
    const { signalingState, iceGatheringState, localDescription } = this.#connection;
    return (
      signalingState === 'have-local-offer' &&
      iceGatheringState === 'gathering' &&
      !FIREFOXS.test(localDescription?.sdp ?? '')
    );
  }

  /**
   * Whether Firefox must not learn yet from where this side seeks another way: not before it has answered. Its checks
   * would be here before its answer, and the other browsers put a way that they learn of by a check behind the one that they
   * have, for as long as that one answers; from there Firefox takes no voice any more.
   */
  #holds(): boolean {
    const { signalingState, localDescription } = this.#connection;
    return (
      this.#connected &&
      this.#toFirefox &&
      signalingState === 'have-local-offer' &&
      !FIREFOXS.test(localDescription?.sdp ?? '')
    );
  }

  #stopTimers(): void {
    clearTimeout(this.#restartTimer);
    clearTimeout(this.#recoverTimer);
    this.#recoverTimer = undefined;
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

    if (!this.#isPartners(description.sdp ?? '')) {
      this.#events.impostor();
      return;
    }
    this.#toFirefox = FIREFOXS.test(description.sdp ?? '');
    this.#settingAnswer = description.type === 'answer';
    const { type, sdp } = description.type === 'answer' ? this.#inPart(description) : description;
    const allowed = this.#directOnly ? withoutRelays(sdp ?? '') : (sdp ?? '');
    await connection.setRemoteDescription({ type, sdp: this.#partnersSessions.description(allowed) });
    this.#settingAnswer = false;
    // With the partner's offer accepted, one's own and its candidates are taken back.
    for (const held of this.#held.splice(0)) {
      if (description.type === 'answer') this.#events.send({ candidate: plain(held) });
    }
    for (const early of this.#early.splice(0)) await connection.addIceCandidate(this.#ranked(early));

    if (description.type !== 'offer') return;
    this.#watch?.sought();
    this.#speak();
    await connection.setLocalDescription();
    this.#sendDescription();
  }

  /**
   * A later answer over the same DTLS connection, with the part in it that the partner has (RFC 8842, section 5.5): where
   * another way is sought, Firefox answers `active` whichever it has, and Chromium won't change it.
   */
  #inPart({ type, sdp = '' }: RTCSessionDescriptionInit): RTCSessionDescriptionInit {
    return { type, sdp: this.#part === undefined ? sdp : sdp.replace(PART, `a=setup:${this.#part}`) };
  }

  /** Whether a description names the one certificate that the first one did. */
  #isPartners(sdp: string): boolean {
    try {
      const shown = fingerprint(sdp);
      this.#partner ??= shown;
      return sameFingerprint(this.#partner, shown);
    } catch {
      return false;
    }
  }

  async #addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.#directOnly && isRelays(candidate.candidate)) return;
    if (this.#connection.remoteDescription === null) {
      if (this.#early.length >= MAX_PENDING) throw new Error('candidates without a description');
      this.#early.push(candidate);
      return;
    }
    try {
      await this.#connection.addIceCandidate(this.#ranked(candidate));
    } catch (error) {
      // Candidates of an offer that was ignored have nowhere to go.
      if (!this.#ignoringOffer) throw error;
    }
  }

  #ranked(candidate: RTCIceCandidateInit): RTCIceCandidateInit {
    if (!candidate.candidate) return candidate;
    return {
      ...candidate,
      candidate: this.#partnersSessions.candidate(candidate.candidate, candidate.usernameFragment),
    };
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

  /** Into what the partner has offered. Once: a later offer finds it so. */
  #speak(): void {
    for (const transceiver of this.#connection.getTransceivers()) {
      if (transceiver.direction === 'sendrecv') return;
      transceiver.direction = 'sendrecv';
      void speech(transceiver.sender);
    }
    if (this.#microphone !== undefined) this.speakInto(this.#microphone);
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

/** The line of origin in Firefox's descriptions. */
const FIREFOXS = /^o=mozilla/m;

const PART = /a=setup:(\w+)/;

const part = (sdp: string): string | undefined => PART.exec(sdp)?.[1];

/** The candidate without the fields that are null, which the wire leaves out. */
function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate) {
  return {
    candidate,
    ...(sdpMid !== null && { sdpMid }),
    ...(sdpMLineIndex !== null && { sdpMLineIndex }),
    ...(usernameFragment !== null && { usernameFragment }),
  };
}
