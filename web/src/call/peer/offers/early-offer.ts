import type { Matched, Offer } from '../../../wire';
import { Peer, type PeerEvents, type PeerSetup, type PeerSignal } from '../peer';
import { crossed } from './crossed';

/**
 * Longest wait for candidates before the offer is left at the server with those that are there, in milliseconds. An
 * address that a near STUN server reports is there by then; one that answers late is added afterwards.
 */
const GATHER_WITHIN = 500;

/**
 * A connection made before there is a partner: its offer goes with the search, or waits at the server for whoever comes,
 * so that the two have all they need of each other once they are matched.
 */
export class EarlyOffer {
  readonly #peer: Peer;
  readonly #directOnly: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #gathered = false;
  /** Candidates that the offer at the server may lack. */
  #late: PeerSignal[] = [];
  #handed = false;
  #hand: ((offer: Offer) => void) | undefined;
  #events: PeerEvents | undefined;

  constructor(setup: PeerSetup) {
    this.#directOnly = setup.directOnly;
    this.#peer = new Peer('waiter', setup, {
      send: (signal) => (this.#events === undefined ? this.#hold(signal) : this.#events.send(signal)),
      link: (link) => this.#events?.link(link),
      voice: (stream) => this.#events?.voice(stream),
      heard: (stream) => this.#events?.heard(stream),
      arrives: (arrives) => this.#events?.arrives(arrives),
      silent: () => this.#events?.silent(),
      described: (local, remote) => this.#events?.described(local, remote),
      impostor: () => this.#events?.impostor(),
      gathered: () => this.#complete(),
    });
  }

  /** To go with a request for a partner, with the candidates known by now; undefined while it is in the making. */
  take(): Offer | undefined {
    const { offer } = this.#peer;
    if (offer === undefined) return undefined;
    this.#handed = true;
    return { description: offer, may_cross: true };
  }

  /** The caller waits: what the server lacks of the offer is given to `hand` as soon as it is there. */
  handOver(hand: (offer: Offer) => void): void {
    this.#hand = hand;
    if (this.#gathered && (!this.#handed || this.#late.length > 0)) this.#handOver();
  }

  /**
   * The partner is there: the connection, and whether their offer has crossed with it, so that nothing is left to be
   * said. Undefined where it is no connection for this partner.
   */
  redeem(
    { role, offer, offered, relay, direct_only }: Matched,
    events: PeerEvents,
  ): { peer: Peer; crossed: boolean } | undefined {
    const own = this.#peer.offer;
    const answer =
      own !== undefined && offered && offer !== undefined ? crossed(own.sdp, offer.sdp, role) : undefined;
    // Through a relay that is only named with the match, nothing that was made before goes; and what was made with relays
    // would let one carry the call.
    if (
      relay !== undefined ||
      (direct_only && !this.#directOnly) ||
      (role === 'newcomer' && answer === undefined)
    )
      return undefined;
    clearTimeout(this.#timer);
    this.#events = events;
    if (offered) for (const late of this.#late) events.send(late);
    else if (own !== undefined) events.send({ description: own });
    if (answer !== undefined) this.#peer.cross(answer, role);
    return { peer: this.#peer, crossed: answer !== undefined };
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
    if (signal.description !== undefined) this.#timer = setTimeout(() => this.#complete(), GATHER_WITHIN);
    else if (this.#handed) this.#late.push(signal);
  }

  #complete(): void {
    clearTimeout(this.#timer);
    this.#gathered = true;
    if (this.#hand !== undefined) this.#handOver();
  }

  #handOver(): void {
    const offer = this.#events === undefined ? this.take() : undefined;
    if (offer !== undefined) this.#hand?.(offer);
  }
}
