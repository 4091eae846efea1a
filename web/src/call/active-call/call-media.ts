import { fetchCode } from '../../browser/fetch-code';
import type { Role, Signal } from '../../wire';
import type { Chat } from '../chat/chat';
import { ComingConversation } from '../chat/coming-conversation';
import type { Conversation } from '../chat/conversation';
import type { Meter } from '../devices/meter';
import type { Speaker } from '../devices/speaker';
import type { Link, Peer, PeerEvents, Servers } from '../peer/peer';
import { Delivery } from '../signalling/delivery';
import type { Signalling } from '../signalling/signalling';

/** Longest wait for the voices to meet, in milliseconds. A relay over TLS on a slow line takes five seconds. */
const CONNECT_WITHIN = 15_000;

/** What of a connection to a partner a call uses. */
export type PeerConnection = Pick<Peer, 'receive' | 'speakInto' | 'statistics' | 'go' | 'restart' | 'close'>;

/** What is relayed to the partner. */
export type Relayed = Pick<Signalling, 'signal' | 'keys' | 'frame' | 'typing'>;

export interface CallMediaEvents {
  link(link: Link): void;
  /** Whether the browser holds the partner's voice back until the caller asks for it. */
  soundBlocked(blocked: boolean): void;
  chat(chat: Chat): void;
  /** The first that this side has to say to the partner is on its way. */
  said(): void;
  /** The first of the partner's voice is here. */
  heard(): void;
  /** Whether the partner's packets come, told when that changes. */
  arrives(arrives: boolean): void;
  /** No packet of the partner's has come for a second: another way is about to be sought. */
  silent(): void;
  /** Somebody may be in the middle: the call must end. */
  tampered(): void;
}

export interface CallMediaSetup {
  readonly call: string;
  readonly role: Role;
  readonly signalling: Relayed;
  readonly speaker: Speaker;
  readonly events: CallMediaEvents;
  /** Makes the connection to the partner. Throws what the browser throws. */
  connect(events: PeerEvents): PeerConnection;
}

/**
 * What two pages have set up with each other in a call: the connection of the voices, its set-up frames, the keys and what
 * is said with them. A page that comes back to the call after a reload has none of it, and both set it up anew.
 */
export class CallMedia {
  readonly #setup: CallMediaSetup;
  readonly #delivery: Delivery;
  readonly #conversation: ComingConversation;
  readonly #peer: PeerConnection;
  readonly #timer: ReturnType<typeof setTimeout>;
  #meter: Meter | undefined;
  #closed = false;

  /** Throws where no connection can be made. */
  constructor(setup: CallMediaSetup) {
    this.#setup = setup;
    const { call, role, signalling, events } = setup;
    this.#conversation = new ComingConversation(role, call, {
      keys: (message) => signalling.keys({ call, message }),
      frame: (kind, frame) => signalling.frame(kind, { call, frame }),
      typing: () => signalling.typing({ call }),
      changed: (chat) => events.chat(chat),
      broken: () => events.tampered(),
    });
    this.#delivery = new Delivery((numbers) => signalling.signal({ call, ...numbers }));
    this.#peer = setup.connect(this.#peerEvents());
    this.#timer = setTimeout(() => events.link('failed'), CONNECT_WITHIN);
  }

  /** Takes in a set-up frame of the partner's. */
  receive({ call: _, n, got, ...signal }: Signal): void {
    const numbers = { ...(n !== undefined && { n }), ...(got !== undefined && { got }) };
    if (this.#delivery.takes(numbers)) this.#peer.receive(signal);
  }

  /** Both are connected to the server: what one said in the meantime, the other can hear now. */
  again(): void {
    this.#delivery.again();
    this.#conversation.do((it) => it.reconnected());
  }

  /** Does something with the conversation, now or as soon as its code is there. */
  converse(step: (conversation: Conversation) => void): void {
    this.#conversation.do(step);
  }

  /** The conversation, once its code is there. */
  get conversation(): Conversation | undefined {
    return this.#conversation.here;
  }

  speakInto(track: MediaStreamTrack): void {
    this.#peer.speakInto(track);
  }

  statistics(): Promise<RTCStatsReport> {
    return this.#peer.statistics();
  }

  /** Another way that is sought from now on goes over these servers. */
  go(servers: Servers): void {
    this.#peer.go(servers);
  }

  /** Seeks another way to the partner. */
  restart(): void {
    this.#peer.restart();
  }

  /** The partner's voice by frequency band, 0 to 1; null while there is none. */
  level(): Float32Array | null {
    return this.#meter?.read() ?? null;
  }

  /** Forgets all of it. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#peer.close();
    this.#conversation.close();
    this.#meter?.close();
    this.#setup.speaker.silence();
  }

  #peerEvents(): PeerEvents {
    const { call, signalling, events } = this.#setup;
    return {
      send: (signal) => {
        const carried = this.#delivery.send(JSON.stringify(signal).length, (numbers) =>
          signalling.signal({ call, ...numbers, ...signal }),
        );
        if (!carried) events.link('failed');
        events.said();
      },
      link: (link) => {
        if (link === 'connected') clearTimeout(this.#timer);
        events.link(link);
      },
      voice: (stream) => void this.#setup.speaker.play(stream, (blocked) => this.#soundBlocked(blocked)),
      heard: (stream) => {
        events.heard();
        void this.#watch(stream);
      },
      arrives: (arrives) => events.arrives(arrives),
      silent: () => events.silent(),
      described: (local, remote) => this.#conversation.do((it) => it.describe(local, remote)),
      impostor: () => events.tampered(),
    };
  }

  #soundBlocked(blocked: boolean): void {
    if (!this.#closed) this.#setup.events.soundBlocked(blocked);
  }

  /** The halo moves with the voice. */
  async #watch(stream: MediaStream): Promise<void> {
    // Where it can't be fetched the halo lies still.
    const meter = await fetchCode(() => import('../devices/meter')).catch(() => undefined);
    if (meter === undefined || this.#closed) return;
    this.#meter?.close();
    this.#meter = new meter.Meter(stream);
  }
}
