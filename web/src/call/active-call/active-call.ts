import { fetchCode } from '../../browser/fetch-code';
import type { IceServer, PartnerLeft, Renewed, Resumed, Role, Signal, Why } from '../../wire';
import type { Conversation } from '../chat/conversation';
import type { Speaker } from '../devices/speaker';
import type { PeerEvents, Servers } from '../peer/peer';
import type { Departure, Say } from '../signalling/departure';
import { Leg, type LegSignalling } from '../signalling/leg';
import type { ResumeClaim } from '../signalling/resume-claim';
import type { CallListener, Signalling } from '../signalling/signalling';
import type { Talking } from '../state';
import type { Restriction } from '../ways/ways';
import { CallMedia, type CallMediaEvents, type PeerConnection, type Relayed } from './call-media';

/** How often a partner's page may set one call up anew. More is no accident. */
const MAX_ANEW = 20;
/** How long a partner who has left the page may take to load it again, in milliseconds. Who closed it doesn't come at all. */
const RELOADED_WITHIN = 10_000;
/** Longest wait for a partner to set the call up anew, in milliseconds. An older page doesn't know how. */
const AGREED_WITHIN = 10_000;

/** What a call says to the server. */
export type CallSignalling = LegSignalling &
  Relayed &
  Pick<Signalling, 'connectivity' | 'hangUp'> & { listener: CallListener | undefined };

export interface ActiveCallEvents extends CallMediaEvents {
  away(away: Talking['away']): void;
  /** The call has been set up anew, with other keys, for a page that came back to it: its new conversation is there. */
  anew(): void;
  /** What the next page of this tab needs in order to come back. */
  claim(claim: ResumeClaim): void;
  /** New relay credentials: for allocations from now on. */
  credentials(servers: readonly IceServer[]): void;
  /** The partner, or the server, has ended the call. */
  left(why: Why): void;
  /** The partner has left their page and isn't back: the server is still to be told that the call is over. */
  partnerGone(): void;
  /** The call is over, or the way back to it is. */
  gone(): void;
  /** The browser makes no connection: it is forbidden to, or has made too many. */
  unable(): void;
}

export interface ActiveCallSetup {
  readonly call: string;
  readonly claim: ResumeClaim;
  readonly signalling: CallSignalling;
  readonly speaker: Speaker;
  readonly events: ActiveCallEvents;
  /** Over which servers the two find each other. */
  servers(restriction: Restriction): Servers;
  /** Makes a connection that nobody has used yet. */
  connect(role: Role, restriction: Restriction, events: PeerEvents): PeerConnection;
}

/** The call that the caller is in, from the match, or from the return of the page, to the end. It is there or it isn't. */
export class ActiveCall implements CallListener {
  readonly call: string;
  readonly #setup: ActiveCallSetup;
  readonly #leg: Leg;
  #media: CallMedia | undefined;
  #role: Role | undefined;
  #restriction: Restriction = {};
  /** This page's own number for the call begun anew, until the partner has answered it. */
  #anew: number | undefined;
  /** The partner's latest, and how many there have been. */
  #partnersAnew: number | undefined;
  #partnersReturns = 0;
  #leavingTimer: ReturnType<typeof setTimeout> | undefined;
  #anewTimer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(setup: ActiveCallSetup) {
    this.#setup = setup;
    this.call = setup.call;
    setup.signalling.listener = this;
    this.#leg = new Leg(setup.call, setup.claim, setup.signalling, {
      renewed: (renewed) => this.#renewed(renewed),
      back: (resumed) => this.#back(resumed),
      token: (token) => setup.events.claim({ ...setup.claim, token }),
      gone: () => setup.events.gone(),
    });
    setup.events.claim(setup.claim);
  }

  /** From the match on, over the connection that `connect` makes, or has made before. */
  begin(
    matched: Restriction & { readonly role: Role },
    connect: (events: PeerEvents) => PeerConnection = (events) =>
      this.#setup.connect(matched.role, matched, events),
  ): void {
    const { role } = matched;
    this.#role = role;
    this.#restriction = matched;
    this.#media = this.#newMedia(role, connect);
  }

  /** In a page that has nothing of the call but the right to come back to it: takes it up again. */
  takeUp(): void {
    this.#anew = random();
    this.#leg.comeBack();
  }

  /** The connection to the server broke. The voices go on. */
  lost(): void {
    this.#setup.events.away('self');
    this.#leg.comeBack();
  }

  /** The device is on another network, or on one again. */
  networkChanged(): void {
    this.#reconsider();
    this.#media?.restart();
  }

  /** Before another way is sought: over which servers now, and whether the one way to agree on it still works. */
  #reconsider(): void {
    this.#media?.go(this.#setup.servers(this.#restriction));
    this.#leg.verify();
  }

  /** Whether the server can't be told anything at the moment. */
  get away(): boolean {
    return this.#leg.away;
  }

  /** The page is going, and may be back. */
  leavePage(): void {
    this.#setup.signalling.signal({ call: this.call, leaving: true });
  }

  /** Leaves the call, and closes it. The server is still to be told, which `say` does. */
  depart(say: Say = () => this.#setup.signalling.hangUp(this.call)): Departure {
    const departure = this.#leg.depart(say);
    this.close();
    return departure;
  }

  /** The call is over: nothing of it stays. */
  close(): void {
    this.#over = true;
    const { signalling } = this.#setup;
    if (signalling.listener === this) signalling.listener = undefined;
    clearTimeout(this.#leavingTimer);
    clearTimeout(this.#anewTimer);
    this.#leg.leave();
    this.#media?.close();
    this.#media = undefined;
  }

  speakInto(track: MediaStreamTrack): void {
    this.#media?.speakInto(track);
  }

  async statistics(): Promise<RTCStatsReport | undefined> {
    return this.#media?.statistics();
  }

  level(): Float32Array | null {
    return this.#media?.level() ?? null;
  }

  /** Does something with the conversation, now or as soon as its code is there. */
  converse(step: (conversation: Conversation) => void): void {
    this.#media?.converse(step);
  }

  /** The conversation, once its code is there. */
  get conversation(): Conversation | undefined {
    return this.#media?.conversation;
  }

  /** Tells the server which way the voices have found, for its operator's count, `milliseconds` after the match. */
  async tellWay(milliseconds: number): Promise<void> {
    const { wayOf } = await this.#waysCode();
    const statistics = await this.statistics();
    const way = statistics && wayOf(statistics);
    if (way !== undefined && !this.#over)
      this.#setup.signalling.connectivity({ call: this.call, way, milliseconds });
  }

  #waysCode() {
    return fetchCode(() => import('../ways/way'));
  }

  /** A server that was started anew has a relay that knows nothing of this call: where one carries it, another way is sought. */
  async #restartWhereRelayed(): Promise<void> {
    const media = this.#media;
    const { isRelayed, wayOf } = await this.#waysCode();
    const way = media && wayOf(await media.statistics());
    if (way !== undefined && isRelayed(way) && media === this.#media) media?.restart();
  }

  signal(signal: Signal): void {
    if (signal.anew !== undefined) this.#partnerBeginsAnew(signal.anew);
    else if (signal.anew_known !== undefined) this.#partnerKnows(signal.anew_known);
    else if (signal.leaving === true) this.#partnerLeaves();
    else this.#media?.receive(signal);
  }

  keys({ message }: { readonly message: unknown }): void {
    this.#media?.converse((it) => it.receiveKeys(message));
  }

  frame(kind: 'chat' | 'image', frame: unknown): void {
    this.#media?.converse((it) => it.receiveFrame(kind, frame));
  }

  typing(): void {
    this.#media?.converse((it) => it.receiveTyping());
  }

  reconnecting(): void {
    this.#setup.events.away('partner');
  }

  returned(): void {
    this.#together();
  }

  partnerLeft({ why }: PartnerLeft): void {
    this.#setup.events.left(why);
  }

  #renewed({ ice_servers, relay }: Renewed): void {
    this.#setup.events.credentials(ice_servers);
    this.#restriction = { ...this.#restriction, relay };
    this.#media?.go(this.#setup.servers(this.#restriction));
  }

  #back(resumed: Resumed): void {
    const { role, partner_present } = resumed;
    this.#role = role;
    this.#restriction = resumed;
    this.#media?.go(this.#setup.servers(resumed));
    this.#restartWhereRelayed().catch(() => this.#media?.restart());
    if (partner_present) this.#together();
    else this.#setup.events.away('partner');
  }

  /** Both are connected to the server. */
  #together(): void {
    clearTimeout(this.#leavingTimer);
    this.#setup.events.away('nobody');
    if (this.#anew === undefined) {
      this.#media?.again();
      return;
    }
    this.#setup.signalling.signal({ call: this.call, anew: this.#anew });
    clearTimeout(this.#anewTimer);
    this.#anewTimer = setTimeout(() => this.#setup.events.link('failed'), AGREED_WITHIN);
  }

  /** The partner's page is a new one, and knows nothing of the call; or repeats that it does. */
  #partnerBeginsAnew(anew: number): void {
    clearTimeout(this.#leavingTimer);
    this.#setup.signalling.signal({ call: this.call, anew_known: anew });
    if (anew === this.#partnersAnew) {
      this.#media?.again();
      return;
    }
    this.#partnersAnew = anew;
    this.#partnersReturns += 1;
    if (this.#partnersReturns > MAX_ANEW) this.#setup.events.link('failed');
    // Where this page is a new one too, it begins once the partner knows that.
    else if (this.#anew === undefined) this.#beginAnew();
  }

  /** What comes from the partner from now on belongs to the call as it is begun anew. */
  #partnerKnows(anew: number): void {
    if (anew !== this.#anew) return;
    this.#anew = undefined;
    clearTimeout(this.#anewTimer);
    this.#beginAnew();
  }

  #beginAnew(): void {
    const [role, restriction] = [this.#role, this.#restriction];
    if (role === undefined) return;
    this.#media?.close();
    this.#media = this.#newMedia(role, (events) => this.#setup.connect(role, restriction, events));
    if (this.#media === undefined) return;
    // Only now: what the partner is told because of it goes into the new conversation.
    this.#setup.events.anew();
  }

  /** Their page is gone, and all that was set up with it. If they come back, it is with another one. */
  #partnerLeaves(): void {
    this.#media?.close();
    this.#media = undefined;
    this.#setup.events.link('interrupted');
    clearTimeout(this.#leavingTimer);
    this.#leavingTimer = setTimeout(() => this.#setup.events.partnerGone(), RELOADED_WITHIN);
  }

  #newMedia(role: Role, connect: (events: PeerEvents) => PeerConnection): CallMedia | undefined {
    const { call, signalling, speaker, events } = this.#setup;
    // Where the voice stops, the network may have gone, and with it the connection to the server.
    const silent = () => {
      events.silent();
      this.#reconsider();
    };
    try {
      return new CallMedia({ call, role, signalling, speaker, events: { ...events, silent }, connect });
    } catch {
      events.unable();
      return undefined;
    }
  }
}

/** A 32-bit number that no other page takes. */
const random = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
