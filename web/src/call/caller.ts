import type { Kept } from '../kept';
import type { Banned, IceServer, JoinReply, Matched, Proof, Reason, Welcome } from '../wire';
import type { Chat } from './chat/chat';
import { ComingConversation } from './chat/coming-conversation';
import type { Prepared } from './chat/prepare';
import type { Meter } from './devices/meter';
import { type Microphone, MicrophoneError } from './devices/microphone';
import type { Speaker } from './devices/speaker';
import { News } from './news';
import { Certificates } from './peer/certificates';
import { ComingOffer } from './peer/offers/coming-offer';
import { type Link, Peer, type PeerEvents, type PeerSetup, type Servers } from './peer/peer';
import { iceServersFor, type Ways } from './peer/ways';
import { outcomeOf, type Reported } from './report';
import { Search } from './search/search';
import type { Session } from './search/session';
import { type OwnCountry, ownCountry, type Wish, want } from './search/wish';
import { Delivery, type Numbers } from './signalling/delivery';
import { Seat } from './signalling/seat';
import { Signalling } from './signalling/signalling';
import {
  type CallEvent,
  type CallState,
  type Ending,
  type Problem,
  START,
  step,
  type Talking,
} from './state';

/** Longest wait for the voices to meet, in milliseconds. A relay over TLS on a slow line takes five seconds. */
const CONNECT_WITHIN = 15_000;
/** How many calls in a row may find no way before the caller is told that something is wrong. */
const MISSES = 3;
/** How long the microphone stays open after a call, in milliseconds, so that "again" asks nothing again. */
const MICROPHONE_LINGERS = 30_000;

/** How long a connection that was made for a press of the button waits for it, in milliseconds. */
const READY_LINGERS = 30_000;
/** How long a search waits for its screen, in milliseconds: where somebody is there, they are found sooner. */
const SEARCH_SHOWN_WITHIN = 150;
/** How long a match waits for its screen, in milliseconds: the voices meet sooner, if nothing is in their way. */
const MATCH_SHOWN_WITHIN = 400;
/** How long the first of a voice has the processor for itself, in milliseconds, before the screen is drawn. */
const SHOWN_AFTER_VOICE = 100;

/** What a caller needs of the world. */
export interface Surroundings {
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  readonly session: Session;
  /** What the tab keeps. */
  readonly tab: Kept;
  /** Whether a call begins muted: who holds a key to talk isn't heard before. */
  beginsMuted(): boolean;
  /** Why this browser can't call at all, if so. */
  readonly obstacle: Problem | undefined;
  /** Milliseconds of a monotonic clock. */
  now(): number;
}

/** One person who calls: holds the state, and does what each change of it asks for. */
export class Caller {
  readonly #around: Surroundings;
  readonly #news: News<CallState>;
  readonly #chatChanged: (chat: Chat) => void;
  readonly #signalling: Signalling;
  readonly #search: Search;
  readonly #certificates = new Certificates();
  readonly #offer = new ComingOffer(() => (this.#hides ? undefined : this.#setup()));
  #state: CallState = START;
  #iceServers: readonly IceServer[] = [];
  #peer: Peer | undefined;
  #delivery: Delivery | undefined;
  #seat: Seat | undefined;
  #conversation: ComingConversation | undefined;
  #voice: Meter | undefined;
  #connectTimer: ReturnType<typeof setTimeout> | undefined;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  /** Kept from one partner to the next: who muted themselves isn't suddenly heard by a stranger. */
  #muted = false;
  #ways: Ways = 'any';
  /** Whether every call of this search is relayed. */
  #hides = false;
  /** The relay has been reached over UDP, in this network. */
  #udpPasses = false;
  /** Calls in a row that found no way. */
  #misses = 0;
  /** Whether a relay carries the voices of the present call. */
  #relayed = false;
  #readyTimer: ReturnType<typeof setTimeout> | undefined;
  /** Settled when the server knows, or never will, that this caller has left a call while cut off. */
  #departing: Promise<void> | undefined;
  #wish: { readonly wish: Wish; readonly own: OwnCountry } | undefined;

  /** `changed` is told of every new state, `chatChanged` of all that is said in a call besides voice. */
  constructor(around: Surroundings, changed: (state: CallState) => void, chatChanged: (chat: Chat) => void) {
    this.#around = around;
    this.#news = new News(changed);
    this.#chatChanged = chatChanged;
    /** What is said in the present call; the rest is of another one that has just ended. */
    const here =
      <Said extends { readonly call: string }>(hear: (said: Said) => void) =>
      (said: Said) => {
        if (this.#isCurrent(said.call)) hear(said);
      };
    this.#signalling = new Signalling(around.tab, {
      welcome: ({ ice_servers }) => {
        this.#iceServers = ice_servers;
      },
      waiting: (waiting) => this.#happen({ type: 'waiting', waiting }),
      matched: (matched) => this.#begin(matched),
      signal: here(({ call: _, n, got, ...signal }) => {
        if (this.#delivery?.takes(numbers(n, got))) this.#peer?.receive(signal);
      }),
      reconnecting: here(() => this.#happen({ type: 'away', away: 'partner' })),
      returned: here(() => this.#together()),
      partnerLeft: here(({ why }) => {
        // The partner has given up first on a call that found no way.
        if (why === 'next' && this.#state.at === 'talking' && this.#state.since === null)
          this.#missed(this.#state);
        else this.#end(why);
      }),
      keys: here(({ message }) => this.#conversation?.do((it) => it.receiveKeys(message))),
      frame: (kind, { call, frame }) => {
        if (this.#isCurrent(call)) this.#conversation?.do((it) => it.receiveFrame(kind, frame));
      },
      typing: here(() => this.#conversation?.do((it) => it.receiveTyping())),
      failed: ({ code, message, retry_after }) => {
        if (code === 'elsewhere') {
          if (this.#state.at === 'looking') this.#fail({ kind: 'elsewhere' });
          return;
        }
        if (retry_after !== undefined) {
          this.#conversation?.do((it) => it.slowDown(retry_after * 1000));
          return;
        }
        // Refused requests are answered where they were made; this is about set-up that didn't get through.
        if (this.#state.at === 'talking' && this.#state.link === 'connecting')
          this.#fail({ kind: 'refused', message });
      },
      banned: (ban) => this.#shownTheDoor(ban),
      lost: () => this.#lost(),
    });
    this.#search = new Search({
      join: (proof) => this.#join(proof),
      looking: () => this.#state.at === 'looking',
      waits: (still) => this.#leaveOffer(still),
      proving: (proving) => this.#happen({ type: 'proving', proving }),
      failed: (problem) => this.#fail(problem),
      now: () => around.now(),
    });
    around.microphone.follow((track) => {
      if (track === undefined) return;
      this.#peer?.speakInto(track);
      this.#offer.here?.speakInto(track);
    });
  }

  /** The caller's country as the server sees it, or null where it can't tell. Throws where it can't be reached. */
  async countrySeen(): Promise<string | null> {
    const { country } = await this.#signalling.open();
    if (this.#state.at === 'start') this.#signalling.close();
    return country;
  }

  /** A press of the button seems near: prepares what it needs and asks nothing for. `ways` as in {@link start}. */
  ready(ways: Ways): void {
    if (this.#around.obstacle !== undefined) return;
    this.#certificates.prepare();
    this.#choose(ways);
    void this.#prepare();
    clearTimeout(this.#readyTimer);
    this.#readyTimer = setTimeout(() => {
      if (this.#state.at !== 'start') return;
      this.#offer.forget();
      this.#signalling.close();
    }, READY_LINGERS);
  }

  /** A connection that was made for other ways than these is of no use. */
  #choose(ways: Ways): void {
    if (ways !== this.#ways) this.#offer.forget();
    this.#ways = ways;
  }

  async #prepare(): Promise<void> {
    const { microphone } = this.#around;
    const prepared = Promise.all([microphone.prepare(), this.#offer.come()]);
    try {
      this.#welcomed(await this.#signalling.open());
    } catch {
      return; // a press of the button finds out
    }
    await prepared;
    // Where the microphone isn't allowed yet, browsers put names in the place of addresses, which few partners find.
    if (this.#state.at === 'start' && microphone.allowed) this.#offer.make();
  }

  #welcomed({ hiding }: Welcome): void {
    this.#hides = this.#ways === 'hidden' || hiding === 'always';
    // Whoever hides their address learns only with the match which relay to go through.
    if (this.#hides) this.#offer.forget();
  }

  /** The device is on another network, or on one again. */
  networkChanged(): void {
    this.#udpPasses = false;
    this.#search.hurry();
    this.#seat?.hurry();
    this.#peer?.restart();
    if (this.#offer.here === undefined) return;
    // It names the addresses of before.
    this.#offer.forget();
    if (this.#state.at === 'talking') this.#offer.makeSoon();
    else if (this.#state.at === 'looking') void this.#searchAnew();
  }

  /**
   * The button: the search, and the microphone first where the browser asks for it, so that nobody is found for a
   * caller who then refuses. `ways`: over which the caller is to be reached.
   */
  async start(wish: Wish, own: OwnCountry, ways: Ways): Promise<void> {
    // What can be said and asked for goes before the screen.
    this.#news.hold(SEARCH_SHOWN_WITHIN);
    if (!this.#happen({ type: 'pressed' })) return;
    clearTimeout(this.#lingerTimer);
    clearTimeout(this.#readyTimer);
    this.#wish = { wish, own };
    this.#choose(ways);
    this.#misses = 0;
    this.#muted = false;
    if (this.#around.obstacle !== undefined) {
      this.#fail(this.#around.obstacle);
      return;
    }
    this.#certificates.prepare();
    // In parallel with the question for the microphone; the search finds out what became of it.
    this.#signalling.open().catch(() => undefined);
    const { allowed } = this.#around.microphone;
    const opened = this.#open();
    if (!allowed) await opened;
    // Not without a microphone, nor where the caller went back while the browser was asking.
    if (!this.#happen({ type: 'searching' })) return;
    await this.#search.begin();
  }

  /** Opens the microphone, where the caller is still there to use it. */
  async #open(): Promise<void> {
    const { microphone } = this.#around;
    try {
      await microphone.open();
      if (this.#state.at === 'start' || this.#state.at === 'banned') microphone.close();
    } catch (error) {
      this.#seat?.hangUp();
      this.#fail({ kind: error instanceof MicrophoneError ? error.problem : 'microphone_refused' });
    }
  }

  /** Looks again, with another wish, from the end of the line. */
  async change(wish: Wish): Promise<void> {
    if (this.#state.at !== 'looking' || this.#wish === undefined) return;
    this.#wish = { ...this.#wish, wish };
    await this.#searchAnew();
  }

  /** From the end of the line. */
  async #searchAnew(): Promise<void> {
    this.#signalling.leave();
    await this.#search.look();
  }

  /** Leaves this partner and looks for another one. */
  async next(): Promise<void> {
    // A second press is not for somebody whom the caller hasn't seen yet.
    if (!this.#news.holding) await this.#goOn();
  }

  /** Leaves this partner and looks for another one. `missed`: no way led to this one. */
  async #goOn(missed = false): Promise<void> {
    const state = this.#state;
    if (state.at !== 'talking') return;
    const away = this.#seat?.away !== undefined;
    // Said first, since all else takes longer.
    const asked = away ? this.#seat?.hangUp() : this.#signalling.next(state.call, this.#offer.here?.take());
    this.#hush();
    this.#news.hold(SEARCH_SHOWN_WITHIN);
    this.#happen({ type: 'searching', missed });
    await (asked === undefined ? this.#search.lookCutOff() : this.#search.begin(asked));
  }

  hangUp(): void {
    if (this.#state.at !== 'talking') return;
    this.#seat?.hangUp();
    this.#end('you_hung_up');
  }

  /** Tells Calln what the partner of a call did, the present one or the last. The call ends at once. */
  async report(call: string, reason: Reason): Promise<Reported> {
    const reply = this.#signalling.report({ call, reason, end: true });
    if (this.#isCurrent(call)) this.#end('you_hung_up');
    try {
      return outcomeOf(await reply);
    } catch {
      return 'unsent';
    }
  }

  /** Never meets the partner of that call again. The call ends at once. */
  block(call: string): void {
    this.#signalling.block(call);
    if (this.#isCurrent(call)) this.#end('you_hung_up');
  }

  /** Back to the start, from anywhere: nothing stays open, here or at the server. */
  leave(): void {
    clearTimeout(this.#lingerTimer);
    clearTimeout(this.#readyTimer);
    this.#offer.forget();
    if (this.#seat?.away !== undefined) this.#seat.hangUp();
    this.#hush();
    this.#departing?.then(() => {
      if (this.#state.at === 'start') this.#signalling.close();
    });
    this.#signalling.close();
    this.#around.microphone.close();
    this.#happen({ type: 'left' });
  }

  mute(muted: boolean): void {
    if (!this.#happen({ type: 'muted', muted })) return;
    this.#muted = muted;
    this.#around.microphone.muted = muted;
  }

  /** From the caller's own click, where the browser held the sound back. */
  async hear(): Promise<void> {
    const heard = await this.#around.speaker.unblock();
    this.#happen({ type: 'sound', blocked: heard === 'blocked' });
  }

  /** What the browser measures of the call's connection; undefined while there is none. */
  async statistics(): Promise<RTCStatsReport | undefined> {
    return this.#peer?.statistics();
  }

  /** The partner's voice by frequency band, 0 to 1; null while there is none. */
  level(): Float32Array | null {
    return this.#voice?.read() ?? null;
  }

  /** Writes a line to the partner, where the caller sees that it is this one. */
  write(text: string): void {
    if (!this.#news.holding) this.#conversation?.do((it) => it.write(text));
  }

  /** The caller is writing. */
  typing(): void {
    this.#conversation?.here?.typing(this.#around.now());
  }

  /** Sends an image; false where another one is still on its way, or nothing can be sent. */
  sendImage(image: Prepared): boolean {
    const conversation = this.#conversation?.here;
    if (conversation?.takesImage !== true || this.#news.holding) return false;
    conversation.sendImage(image);
    return true;
  }

  /** Stops an image that is under way, in whichever direction. */
  stopImage(line: number): void {
    this.#conversation?.here?.stopImage(line);
  }

  /** True where the event changed the state. */
  #happen(event: CallEvent): boolean {
    const before = this.#state;
    this.#state = step(before, event, this.#around.now());
    if (this.#state === before) return false;
    this.#news.tell(this.#state);
    return true;
  }

  #isCurrent(call: string): boolean {
    return this.#state.at === 'talking' && this.#state.call === call;
  }

  /** Asks for a partner, if the caller is still there when that can be done. */
  async #join(proof?: Proof): Promise<JoinReply | undefined> {
    // Who left a call while cut off ends that one first: a place in it is claimed before anything else.
    await this.#departing;
    const welcome = await this.#signalling.open();
    if (this.#state.at !== 'looking' || this.#wish === undefined) return undefined;
    const { wish, own } = this.#wish;
    this.#welcomed(welcome);
    const offer = this.#offer.here?.take();
    return this.#signalling.join({
      want: want(wish),
      ...ownCountry(own),
      ...(this.#ways === 'hidden' && { hide_address: true }),
      ...(this.#ways === 'direct' && { direct_only: true }),
      session: this.#around.session.tag,
      ...(proof !== undefined && { proof }),
      ...(offer !== undefined && { offer }),
    });
  }

  /** Leaves an offer at the server, if this search still goes on when it can be made. */
  async #leaveOffer(still: () => boolean): Promise<void> {
    // Nobody is there: what the caller sees now is the search.
    this.#news.release();
    await this.#offer.come();
    if (!still()) return;
    this.#offer.make();
    this.#offer.here?.handOver((offer) => this.#signalling.offer(offer));
  }

  #setup(relay?: IceServer): PeerSetup {
    const { track } = this.#around.microphone;
    return {
      servers: this.#servers(relay),
      certificate: this.#certificates.take(),
      microphone: track,
      udpPasses: () => {
        this.#udpPasses = true;
      },
    };
  }

  #begin(matched: Matched): void {
    const { call, partner, role, token, offer, relay } = matched;
    this.#muted ||= this.#around.beginsMuted();
    // An answer goes before its screen, and so does the meeting of those who need none.
    this.#news.hold(MATCH_SHOWN_WITHIN);
    if (!this.#happen({ type: 'matched', call, partner, muted: this.#muted })) {
      this.#news.release();
      // Found just after the caller stopped looking.
      this.#offer.forget();
      this.#signalling.hangUp(call);
      return;
    }
    this.#around.microphone.muted = this.#muted;
    this.#connectTimer = setTimeout(() => this.#linked('failed'), CONNECT_WITHIN);
    this.#seat = new Seat(call, token, this.#signalling, {
      renewed: ({ ice_servers, relay }) => {
        this.#iceServers = ice_servers;
        this.#peer?.go(this.#servers(relay));
      },
      back: ({ partner_present, relay }) => {
        this.#peer?.go(this.#servers(relay));
        // A server that was started anew has a relay that knows nothing of this call.
        if (this.#relayed) this.#peer?.restart();
        if (partner_present) this.#together();
        else this.#happen({ type: 'away', away: 'partner' });
      },
      gone: () => this.#end('connection_lost'),
    });
    const caught = () => {
      this.#signalling.hangUp(call);
      this.#fail({ kind: 'tampered' });
    };
    this.#conversation = new ComingConversation(role, call, {
      keys: (message) => this.#signalling.keys({ call, message }),
      frame: (kind, frame) => this.#signalling.frame(kind, { call, frame }),
      typing: () => this.#signalling.typing({ call }),
      changed: (chat) => this.#chatChanged(chat),
      broken: caught,
    });
    const delivery = new Delivery((numbers) => this.#signalling.signal({ call, ...numbers }));
    this.#delivery = delivery;
    const events: PeerEvents = {
      send: (signal) => {
        const carried = delivery.send(JSON.stringify(signal).length, (numbers) =>
          this.#signalling.signal({ call, ...numbers, ...signal }),
        );
        if (!carried) this.#linked('failed');
        this.#news.release();
      },
      link: (link) => this.#linked(link),
      voice: (stream) => void this.#listen(call, stream),
      heard: (stream) => {
        this.#news.releaseIn(SHOWN_AFTER_VOICE);
        void this.#watch(call, stream);
      },
      described: (local, remote) => this.#conversation?.do((it) => it.describe(local, remote)),
      impostor: caught,
    };
    const made = this.#offer.redeem(matched, events);
    if (made === undefined) {
      this.#peer = new Peer(role, this.#setup(relay), events);
      if (offer !== undefined) this.#peer.receive({ description: offer });
      return;
    }
    this.#peer = made.peer;
    if (!made.crossed) this.#news.release();
  }

  /** Both are connected to the server: what one said in the meantime, the other can hear now. */
  #together(): void {
    this.#happen({ type: 'away', away: 'nobody' });
    this.#delivery?.again();
    this.#conversation?.do((it) => it.reconnected());
  }

  /** Where either side hides its address, the relay is the only way: nothing else is even tried. */
  #servers(relay: IceServer | undefined): Servers {
    if (relay !== undefined) return { iceServers: [relay], iceTransportPolicy: 'relay' };
    return { iceServers: iceServersFor(this.#iceServers, this.#ways, this.#udpPasses) };
  }

  #linked(link: Link): void {
    if (this.#state.at !== 'talking') return;
    if (link === 'connected') {
      clearTimeout(this.#connectTimer);
      this.#misses = 0;
      void this.#tellWay(this.#state);
      if (this.#offer.here === undefined) this.#offer.makeSoon();
    }
    if (link === 'failed' && this.#state.since === null) this.#missed(this.#state);
    else if (link === 'failed') {
      this.#seat?.hangUp();
      this.#end('connection_lost');
    } else {
      this.#happen({ type: 'link', link });
    }
  }

  /** No way led to the partner. */
  #missed({ call, begun }: Talking): void {
    const milliseconds = Math.round(this.#around.now() - begun);
    this.#signalling.connectivity({ call, way: null, milliseconds });
    this.#misses += 1;
    if (this.#misses < MISSES) {
      void this.#goOn(true);
      return;
    }
    this.#seat?.hangUp();
    const relayed = this.#hides || this.#iceServers.some(({ credential }) => credential !== undefined);
    const relay = this.#ways === 'direct' ? 'refused' : relayed ? 'tried' : 'none';
    this.#fail({ kind: 'not_connected', relay });
  }

  /** Tells the server which way the voices have found, once in a call, for its operator's count. */
  async #tellWay({ call, begun, since }: Talking): Promise<void> {
    const milliseconds = Math.round(this.#around.now() - begun);
    const [{ isRelayed, wayOf }, statistics] = await Promise.all([import('./peer/way'), this.statistics()]);
    const way = statistics && wayOf(statistics);
    if (way === undefined || !this.#isCurrent(call)) return;
    this.#relayed = isRelayed(way);
    if (since === null) this.#signalling.connectivity({ call, way, milliseconds });
  }

  async #listen(call: string, stream: MediaStream): Promise<void> {
    const heard = await this.#around.speaker.play(stream);
    if (!this.#isCurrent(call)) return;
    this.#happen({ type: 'sound', blocked: heard === 'blocked' });
  }

  /** The halo moves with the voice. */
  async #watch(call: string, stream: MediaStream): Promise<void> {
    // Where it can't be fetched the halo lies still.
    const meter = await import('./devices/meter').catch(() => undefined);
    if (meter === undefined || !this.#isCurrent(call)) return;
    this.#voice?.close();
    this.#voice = new meter.Meter(stream);
  }

  #end(how: Ending): void {
    this.#hush();
    this.#around.microphone.muted = true;
    this.#letGoSoon();
    this.#happen({ type: 'ended', how });
  }

  #fail(problem: Problem): void {
    this.#offer.forget();
    this.#hush();
    this.#signalling.leave();
    this.#letGoSoon();
    this.#happen({ type: 'failed', problem });
  }

  #shownTheDoor(ban: Banned): void {
    clearTimeout(this.#lingerTimer);
    this.#offer.forget();
    this.#seat?.leave();
    this.#hush();
    this.#happen({ type: 'banned', ban });
    this.#signalling.close();
    this.#around.microphone.close();
  }

  #lost(): void {
    if (this.#state.at === 'talking') {
      // The voices go on; the server keeps the place in the call for a while.
      this.#happen({ type: 'away', away: 'self' });
      this.#seat?.comeBack();
    }
    if (this.#state.at !== 'looking') return;
    this.#offer.forget();
    void this.#search.takeUp();
  }

  /** Ends what belongs to one partner, or to the search for one. */
  #hush(): void {
    this.#news.release();
    this.#search.stop();
    clearTimeout(this.#connectTimer);
    this.#offer.stop();
    this.#peer?.close();
    this.#peer = undefined;
    this.#delivery = undefined;
    // Who hung up while cut off still has to say so; otherwise there is no place left to come back to.
    this.#departing = this.#seat?.away;
    if (this.#departing === undefined) this.#seat?.leave();
    this.#seat = undefined;
    this.#conversation?.close();
    this.#conversation = undefined;
    this.#voice?.close();
    this.#voice = undefined;
    this.#around.speaker.silence();
  }

  #letGoSoon(): void {
    clearTimeout(this.#lingerTimer);
    this.#lingerTimer = setTimeout(() => {
      this.#offer.forget();
      this.#around.microphone.close();
    }, MICROPHONE_LINGERS);
  }
}

/** Without the fields that are absent, as the wire has it. */
function numbers(n: number | undefined, got: number | undefined): Numbers {
  return { ...(n !== undefined && { n }), ...(got !== undefined && { got }) };
}
