import type { SessionDescription } from '../wire';
import { Peer, type PeerEvents, type PeerSetup, type PeerSignal } from './peer';

/**
 * Longest wait for candidates before the offer goes out with those that are there, in milliseconds. An address that
 * a near STUN server reports is there by then; one that answers late is added afterwards.
 */
const GATHER_WITHIN = 500;

/**
 * A waiting caller's connection, made before there is a partner: its offer waits at the server for whoever comes, who
 * can answer at once.
 */
export class EarlyOffer {
  readonly #peer: Peer;
  readonly #hand: (offer: SessionDescription) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Candidates that the offer at the server may lack. */
  #late: PeerSignal[] = [];
  #handed = false;
  #events: PeerEvents | undefined;

  /** `hand` gives the server an offer, which takes the place of the one before. */
  constructor(setup: PeerSetup, hand: (offer: SessionDescription) => void) {
    this.#hand = hand;
    this.#peer = new Peer('waiter', setup, {
      send: (signal) => (this.#events === undefined ? this.#hold(signal) : this.#events.send(signal)),
      link: (link) => this.#events?.link(link),
      voice: (stream) => this.#events?.voice(stream),
      described: (local, remote) => this.#events?.described(local, remote),
      impostor: () => this.#events?.impostor(),
      gathered: () => this.#handOver(),
    });
  }

  /** The partner is there. `handed`: with the offer in hand, so that only what the offer may lack is said. */
  redeem(handed: boolean, events: PeerEvents): Peer {
    clearTimeout(this.#timer);
    this.#events = events;
    const { offer } = this.#peer;
    if (handed) for (const late of this.#late) events.send(late);
    else if (offer !== undefined) events.send({ description: offer });
    return this.#peer;
  }

  /** The caller goes over to another microphone. */
  speakInto(track: MediaStreamTrack): void {
    this.#peer.speakInto(track);
  }

  /** Nobody will answer it. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#peer.close();
  }

  #hold(signal: PeerSignal): void {
    if (signal.description !== undefined) this.#timer = setTimeout(() => this.#handOver(), GATHER_WITHIN);
    else if (this.#handed) this.#late.push(signal);
  }

  #handOver(): void {
    clearTimeout(this.#timer);
    const { offer } = this.#peer;
    if (this.#events !== undefined || offer === undefined) return;
    this.#handed = true;
    this.#hand(offer);
  }
}
