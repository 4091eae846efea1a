import { optional } from '../browser/optional';
import type { Banned, JoinReply, Matched, Proof, Reason, Welcome } from '../wire';
import type { ActiveCall, ActiveCallEvents, CallSignalling } from './active-call/active-call';
import type { CallCode } from './call-code';
import type { Chat } from './chat/chat';
import type { Prepared } from './chat/prepare';
import { type Microphone, type MicrophoneProblem, microphoneProblem } from './devices/microphone';
import type { Speaker } from './devices/speaker';
import { HeldUpdates } from './held-updates';
import { Certificates } from './peer/certificates';
import { NextOffer } from './peer/offers/next-offer';
import type { Link, PeerSetup } from './peer/peer';
import { outcomeOf, type Reported } from './report';
import type { CallKeeper, KeptCall } from './return/kept-call';
import type { OnePage } from './return/one-page';
import { Search } from './search/search';
import { randomTag, type Session } from './search/session';
import { type OwnCountry, ownCountry, type Wish, want } from './search/wish';
import type { Departure, Say } from './signalling/departure';
import type { Departures } from './signalling/departures';
import type { ResumeClaim } from './signalling/resume-claim';
import type { Signalling, SignallingEvents } from './signalling/signalling';
import { Unreachable } from './signalling/unreachable';
import {
  AGAIN_WITHIN,
  type CallEvent,
  type CallState,
  type Ending,
  type Problem,
  START,
  step,
} from './state';
import { OwnWays } from './ways/own-ways';
import type { Restriction, Ways } from './ways/ways';

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

/** What a caller says to the server. */
export type CallerSignalling = CallSignalling &
  Pick<Signalling, 'join' | 'next' | 'offer' | 'report' | 'block' | 'again' | 'leave' | 'close'>;

/** What a caller needs of the world. */
export interface Surroundings {
  /** Makes the connection to the server. */
  signalling(events: SignallingEvents): CallerSignalling;
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  readonly session: Session;
  /** Keeps the call for the next page of the tab. */
  readonly keeper: CallKeeper;
  /** Locks that the pages of this browser share, where it has them. */
  readonly locks: LockManager | undefined;
  /** Fetches the code that a match needs. */
  fetchCode(): Promise<CallCode>;
  /** Whether the caller is heard only while they hold a key or a button. */
  holdsToTalk(): boolean;
  /** The microphone didn't open in a call that goes on without it for now. */
  microphoneMissing(problem: MicrophoneProblem): void;
  /** Why this browser can't call at all, if so. */
  readonly obstacle: Problem | undefined;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Milliseconds of the wall clock, which goes on where the page doesn't. */
  wallClock(): number;
}

/** One person who calls: holds the state, and does what each change of it asks for. */
export class Caller {
  readonly #around: Surroundings;
  readonly #updates: HeldUpdates<CallState>;
  readonly #chatChanged: (chat: Chat) => void;
  readonly #signalling: CallerSignalling;
  readonly #search: Search;
  readonly #certificates = new Certificates();
  readonly #ways = new OwnWays();
  readonly #offer = new NextOffer(() => this.#newOffer());
  #state: CallState = START;
  /** The call that this caller is in, exactly while the state says so. */
  #active: ActiveCall | undefined;
  #claim: ResumeClaim | undefined;
  #code: CallCode | undefined;
  /** There from the first call on that this caller has left. */
  #departures: Departures | undefined;
  /** There from the first call on. */
  #onePage: OnePage | undefined;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  /** Kept from one partner to the next: who muted themselves isn't suddenly heard by a stranger. */
  #muted = false;
  /** Muted because another call on this device has the sound. */
  #held = false;
  /** No sound comes from the microphone, which the caller doesn't want. */
  #voiceLost = false;
  #readyTimer: ReturnType<typeof setTimeout> | undefined;
  #wish: { readonly wish: Wish; readonly own: OwnCountry } | undefined;

  /** `changed` is told of every new state, `chatChanged` of all that is said in a call besides voice. */
  constructor(around: Surroundings, changed: (state: CallState) => void, chatChanged: (chat: Chat) => void) {
    this.#around = around;
    this.#updates = new HeldUpdates(changed);
    this.#chatChanged = chatChanged;
    this.#signalling = around.signalling({
      welcome: (welcome) => {
        this.#welcomed(welcome);
        // Back in a call: the next offer goes over the relay as this connection may use it.
        if (this.#state.at === 'talking' && this.#state.since !== null) this.#offer.makeSoon();
      },
      waiting: (waiting) => this.#happen({ type: 'waiting', waiting }),
      matched: (matched) => this.#begin(matched),
      failed: ({ code, message, retry_after }) => {
        if (code === 'elsewhere') {
          if (this.#state.at === 'looking') this.#fail({ kind: 'elsewhere' });
          return;
        }
        if (retry_after !== undefined) {
          this.#active?.converse((it) => it.slowDown(retry_after * 1000));
          return;
        }
        // Refused requests are answered where they were made; this is about set-up that didn't get through.
        if (this.#state.at === 'talking' && this.#state.link === 'connecting')
          this.#fail({ kind: 'refused', message });
      },
      banned: (ban) => this.#banned(ban),
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
      this.#active?.speakInto(track);
      this.#offer.here?.speakInto(track);
    });
  }

  /** The caller's country as the server sees it, or null where it can't tell. Throws where it can't be reached. */
  async countrySeen(): Promise<string | null> {
    const { country } = await this.#signalling.open();
    if (this.#state.at === 'start' && this.#readyTimer === undefined) this.#signalling.close();
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
      this.#readyTimer = undefined;
      if (this.#state.at !== 'start') return;
      this.#offer.forget();
      this.#signalling.close();
    }, READY_LINGERS);
  }

  /** A connection that was made for other ways than these is of no use. */
  #choose(ways: Ways): void {
    if (this.#ways.choose(ways)) this.#offer.forget();
  }

  async #prepare(): Promise<void> {
    const { microphone } = this.#around;
    const prepared = Promise.all([microphone.prepare(), this.#fetchCode()]);
    try {
      this.#welcomed(await this.#signalling.open());
      await prepared;
    } catch {
      return; // a press of the button finds out
    }
    // Where the microphone isn't allowed yet, browsers put names in the place of addresses, which few partners find.
    if (this.#state.at === 'start' && microphone.allowed) this.#offer.make();
  }

  /** Throws {@link Unreachable}. */
  async #fetchCode(): Promise<CallCode> {
    this.#code ??= await this.#around.fetchCode().catch((cause) => {
      throw new Unreachable('no code for calls', { cause });
    });
    return this.#code;
  }

  #welcomed(welcome: Welcome): void {
    this.#ways.welcomed(welcome);
    // Whoever hides their address learns only with the match which relay to go through.
    if (this.#ways.hides) this.#offer.forget();
  }

  /** The device is on another network, or on one again. */
  networkChanged(): void {
    this.#ways.forgetNetwork();
    this.#search.hurry();
    this.#departures?.hurry();
    this.#active?.networkChanged();
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
    this.#updates.hold(SEARCH_SHOWN_WITHIN);
    if (!this.#happen({ type: 'pressed' })) return;
    clearTimeout(this.#lingerTimer);
    clearTimeout(this.#readyTimer);
    this.#wish = { wish, own };
    this.#choose(ways);
    this.#ways.clearMisses();
    this.#muted = false;
    if (this.#around.obstacle !== undefined) {
      this.#fail(this.#around.obstacle);
      return;
    }
    this.#certificates.prepare();
    // In parallel with the question for the microphone; the search finds out what became of them.
    this.#fetchCode().catch(() => undefined);
    if (this.#departures?.pending !== true) this.#signalling.open().catch(() => undefined);
    const { allowed } = this.#around.microphone;
    const opened = this.#open();
    if (!allowed) await opened;
    // Not without a microphone, nor where the caller went back while the browser was asking.
    if (!this.#happen({ type: 'searching' })) return;
    await this.#search.begin();
  }

  /**
   * Back into the call that this tab was in, if its page has gone by accident: reloaded, crashed, or thrown out of memory.
   * The caller is shown there before anything is asked of the server.
   */
  async takeUp(): Promise<void> {
    const { keeper } = this.#around;
    const kept = this.#state.at === 'start' ? keeper.recall() : undefined;
    if (kept === undefined) return;
    // Another tab that this one is a copy of may be in the call still.
    const code = await this.#fetchCode().catch(() => undefined);
    const alone = code !== undefined && (await this.#pageOf(code).takeOver(kept.call));
    if (!alone) {
      this.#onePage?.leave();
      keeper.forget();
      return;
    }
    this.#takeUp(code, kept);
  }

  #pageOf(code: CallCode): OnePage {
    this.#onePage ??= new code.OnePage(this.#around.locks);
    return this.#onePage;
  }

  #takeUp(
    code: CallCode,
    { call, token, operation, partner, since, muted, wish, own, ways }: KeptCall,
  ): void {
    const { microphone, now, wallClock } = this.#around;
    const passed = since === null ? 0 : wallClock() - since;
    const began = since === null ? null : now() - passed;
    if (!this.#happen({ type: 'returning', call, partner, since: began, muted })) return;
    this.#wish = { wish, own };
    this.#choose(ways);
    this.#muted = muted;
    microphone.muted = muted;
    this.#certificates.prepare();
    this.#active = this.#enter(code, call, { token, operation });
    this.#active.takeUp();
    const opening = code.reopen(microphone, {
      wanted: () => this.#state.at === 'talking' || this.#state.at === 'looking',
      failed: (problem) => this.#around.microphoneMissing(problem),
    });
    void this.#open(opening);
  }

  /** Opens the microphone, where the caller is still there to use it. */
  async #open(opening: Promise<unknown> = this.#around.microphone.open()): Promise<void> {
    const { microphone } = this.#around;
    try {
      await opening;
      if (this.#state.at === 'start' || this.#state.at === 'banned') microphone.close();
    } catch (error) {
      void this.#hangUp();
      this.#fail(microphoneProblem(error));
    }
  }

  /** Looks again, for somebody else or over other ways, from the end of the line. */
  async change(wish: Wish, own: OwnCountry, ways: Ways): Promise<void> {
    if (this.#state.at !== 'looking') return;
    this.#wish = { wish, own };
    this.#choose(ways);
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
    if (!this.#updates.holding) await this.#goOn();
  }

  /** Leaves this partner and looks for another one. `missed`: no way led to this one. */
  async #goOn(missed = false): Promise<void> {
    const state = this.#state;
    if (state.at !== 'talking') return;
    // Said first, since all else takes longer. While cut off, the search tells the end of this call before it begins.
    const asked = this.#active?.away
      ? undefined
      : this.#signalling.next(state.call, this.#offer.here?.take());
    const departure = this.#active?.depart();
    const stays = () => void this.#tell(departure);
    if (asked === undefined) stays();
    // What isn't taken may have ended no call.
    else
      asked.then(
        ({ ok }) => ok || stays(),
        () => {
          departure?.cutOff();
          stays();
        },
      );
    this.#teardown();
    this.#updates.hold(SEARCH_SHOWN_WITHIN);
    this.#happen({ type: 'searching', missed });
    await (asked === undefined ? this.#search.lookCutOff() : this.#search.begin(asked));
  }

  hangUp(): void {
    if (this.#state.at !== 'talking') return;
    void this.#hangUp();
    this.#end('you_hung_up');
  }

  /** Tells Calln what the partner of a call did, the present one or the last. The call ends at once. */
  async report(call: string, reason: Reason): Promise<Reported> {
    let reported: Reported = 'unsent';
    await this.#judge(call, 'you_reported', async () => {
      reported = outcomeOf(await this.#signalling.report({ call, reason, end: true }));
      return reported !== 'unsent' && reported !== 'too_late';
    });
    return reported;
  }

  /** Never meets the partner of that call again. The call ends at once. False where the server doesn't keep the two apart. */
  async block(call: string): Promise<boolean> {
    return this.#judge(call, 'you_blocked', async () => (await this.#signalling.block(call)).ok);
  }

  /** Ends the call, if it is on. `say` tells the server what the caller wants of the partner: whether it will be so. */
  async #judge(
    call: string,
    how: 'you_reported' | 'you_blocked',
    say: () => Promise<boolean>,
  ): Promise<boolean> {
    const current = this.#isCurrent(call);
    let told = false;
    const once = async () => {
      told = await say();
      // What was refused has ended nothing.
      if (current && !told) await this.#signalling.hangUp(call);
    };
    if (current) {
      const departed = this.#hangUp(once);
      this.#end(how);
      await departed;
    } else await once().catch(() => undefined);
    const state = this.#state;
    if (state.at === 'ended' && state.call === call && (told || current))
      this.#happen({ type: 'judged', how: told ? how : 'you_hung_up' });
    return told;
  }

  /** Would like to talk to the partner of the call that has just ended again. It begins if that one would, too. */
  async again(): Promise<void> {
    const state = this.#state;
    if (state.at !== 'ended' || !this.#happen({ type: 'again' })) return;
    clearTimeout(this.#lingerTimer);
    // Where the browser asks for the microphone again, nobody is called before it is there.
    await this.#open();
    if (this.#state.at !== 'ended' || !this.#state.again) return;
    if (this.#signalling.again(state.call)) this.#letGoSoon(AGAIN_WITHIN);
    else this.#fail({ kind: 'unreachable' });
  }

  /** Back to the start, from anywhere: nothing stays open, here or at the server. */
  leave(): void {
    clearTimeout(this.#lingerTimer);
    clearTimeout(this.#readyTimer);
    this.#offer.forget();
    void this.#hangUp();
    this.#teardown();
    if (this.#departures?.pending) void this.#closeOnceTold(this.#departures);
    else this.#signalling.close();
    this.#around.microphone.close();
    this.#happen({ type: 'left' });
  }

  async #closeOnceTold(departures: Departures): Promise<void> {
    await departures.settled;
    if (this.#state.at === 'start') this.#signalling.close();
  }

  /**
   * The page goes, and perhaps is loaded again. A call waits for it as for one whose connection broke: what the next page
   * needs in order to come back is in the tab. Everything else ends.
   */
  leavePage(): void {
    if (this.#active === undefined) this.leave();
    else this.#active.leavePage();
  }

  mute(muted: boolean): void {
    this.#held = false;
    this.#mute(muted);
  }

  /** Another call on this device takes the sound, or gives it back: who answers it isn't heard by a stranger. */
  hold(held: boolean): void {
    if (this.#state.at !== 'talking' || held === this.#held || (held && this.#muted)) return;
    this.#held = held;
    this.#mute(held);
  }

  /** No sound comes from the microphone, or some comes again: the partner is told. */
  loseVoice(lost: boolean): void {
    if (lost === this.#voiceLost) return;
    this.#voiceLost = lost;
    this.#tellVoice();
  }

  #mute(muted: boolean): void {
    if (this.#happen({ type: 'muted', muted })) {
      this.#muted = muted;
      this.#around.microphone.muted = muted;
    }
    this.#tellVoice();
  }

  /** Tells the partner whether they can hear this caller. Pauses of who holds a key to talk aren't worth a word. */
  #tellVoice(): void {
    const muted = this.#muted && !this.#around.holdsToTalk();
    const voice = this.#held ? 'held' : muted ? 'muted' : this.#voiceLost ? 'lost' : 'heard';
    this.#active?.converse((it) => it.tellVoice(voice));
  }

  /** From the caller's own click, where the browser held the sound back. */
  async hear(): Promise<void> {
    await this.#around.speaker.unblock();
  }

  /** What the browser measures of the call's connection; undefined while there is none. */
  async statistics(): Promise<RTCStatsReport | undefined> {
    return this.#active?.statistics();
  }

  /** The partner's voice by frequency band, 0 to 1; null while there is none. */
  level(): Float32Array | null {
    return this.#active?.level() ?? null;
  }

  /** Writes a line to the partner, where the caller sees that it is this one. */
  write(text: string): void {
    if (!this.#updates.holding) this.#active?.converse((it) => it.write(text));
  }

  /** The caller is writing. */
  typing(): void {
    this.#active?.conversation?.typing(this.#around.now());
  }

  /** Sends an image; false where another one is still on its way, or nothing can be sent. */
  sendImage(image: Prepared): boolean {
    const conversation = this.#active?.conversation;
    if (conversation?.takesImage !== true || this.#updates.holding) return false;
    conversation.sendImage(image);
    return true;
  }

  /** Stops an image that is under way, in whichever direction. */
  stopImage(line: number): void {
    this.#active?.conversation?.stopImage(line);
  }

  /** True where the event changed the state. */
  #happen(event: CallEvent): boolean {
    const before = this.#state;
    this.#state = step(before, event, this.#around.now());
    if (this.#state === before) return false;
    this.#updates.tell(this.#state);
    this.#keep();
    return true;
  }

  /** Keeps in the tab what brings the caller back into the call. */
  #keep(): void {
    const [state, claim, search] = [this.#state, this.#claim, this.#wish];
    if (state.at !== 'talking' || claim === undefined || search === undefined) return;
    const { keeper, now, wallClock } = this.#around;
    const { call, partner, muted } = state;
    const since = state.since === null ? null : wallClock() - (now() - state.since);
    keeper.keep({ ...claim, ...search, call, partner, muted, since, ways: this.#ways.chosen });
  }

  #isCurrent(call: string): boolean {
    return this.#state.at === 'talking' && this.#state.call === call;
  }

  /** Asks for a partner, if the caller is still there when that can be done. Throws {@link Unreachable}. */
  async #join(proof?: Proof): Promise<JoinReply | undefined> {
    await this.#departures?.tell();
    const [welcome] = await Promise.all([this.#signalling.open(), this.#fetchCode()]);
    if (this.#state.at !== 'looking' || this.#wish === undefined) return undefined;
    const { wish, own } = this.#wish;
    this.#welcomed(welcome);
    const offer = this.#offer.here?.take();
    return this.#signalling.join({
      want: want(wish),
      ...ownCountry(own),
      ...this.#ways.asked,
      session: this.#around.session.tag,
      ...(proof !== undefined && { proof }),
      ...(offer !== undefined && { offer }),
    });
  }

  /** Leaves an offer at the server, if this search still goes on when it can be made. */
  async #leaveOffer(still: () => boolean): Promise<void> {
    // Nobody is there: what the caller sees now is the search.
    this.#updates.release();
    if (!still()) return;
    this.#offer.make();
    this.#offer.here?.handOver((offer) => this.#signalling.offer(offer));
  }

  #newOffer() {
    if (this.#ways.hides || this.#code === undefined) return undefined;
    const { EarlyOffer } = this.#code;
    // Where none can be made, a match finds out.
    return optional(() => new EarlyOffer(this.#setup({})));
  }

  #setup(restriction: Restriction): PeerSetup {
    const { track } = this.#around.microphone;
    return { ...this.#ways.setup(restriction), certificate: this.#certificates.take(), microphone: track };
  }

  #begin(matched: Matched): void {
    const { call, partner, role, token, offer } = matched;
    this.#muted ||= this.#around.holdsToTalk();
    // An answer goes before its screen, and so does the meeting of those who need none.
    this.#updates.hold(MATCH_SHOWN_WITHIN);
    const code = this.#code;
    if (code === undefined || !this.#happen({ type: 'matched', call, partner, muted: this.#muted })) {
      this.#updates.release();
      // Found just after the caller stopped looking.
      this.#offer.forget();
      this.#signalling.hangUp(call).catch(() => undefined);
      return;
    }
    clearTimeout(this.#lingerTimer);
    this.#around.microphone.muted = this.#muted;
    void this.#pageOf(code).begin(call);
    this.#ways.matched(matched);
    const active = this.#enter(code, call, { token, operation: randomTag() });
    this.#active = active;
    active.begin(matched, (events) => {
      const made = this.#offer.redeem(matched, events);
      if (made !== undefined) {
        if (!made.crossed) this.#updates.release();
        return made.peer;
      }
      const peer = new code.Peer(role, this.#setup(matched), events);
      if (offer !== undefined) peer.receive({ description: offer });
      return peer;
    });
    this.#tellVoice();
  }

  #enter(code: CallCode, call: string, claim: ResumeClaim): ActiveCall {
    return new code.ActiveCall({
      call,
      claim,
      signalling: this.#signalling,
      speaker: this.#around.speaker,
      events: this.#callEvents(),
      servers: (restriction) => this.#ways.servers(restriction),
      connect: (role, restriction, events) => new code.Peer(role, this.#setup(restriction), events),
    });
  }

  #callEvents(): ActiveCallEvents {
    return {
      link: (link) => this.#linked(link),
      away: (away) => this.#happen({ type: 'away', away }),
      anew: () => {
        this.#happen({ type: 'anew' });
        this.#tellVoice();
      },
      soundBlocked: (blocked) => this.#happen({ type: 'sound', blocked }),
      chat: (chat) => this.#chatChanged(chat),
      arrives: (arrives) => this.#happen({ type: 'arrives', arrives }),
      silent: () => {
        this.#ways.forgetNetwork();
      },
      said: () => this.#updates.release(),
      heard: () => this.#updates.releaseIn(SHOWN_AFTER_VOICE),
      claim: (claim) => {
        this.#claim = claim;
        this.#keep();
      },
      credentials: (servers) => {
        this.#ways.renewed(servers);
      },
      left: (why) => {
        // The partner has given up first on a call that found no way, and has said so.
        if (
          (why === 'next' || why === 'hung_up') &&
          this.#state.at === 'talking' &&
          this.#state.since === null
        )
          this.#missed();
        else this.#end(why);
      },
      partnerGone: () => {
        void this.#hangUp();
        this.#end('disconnected');
      },
      tampered: () => {
        void this.#hangUp();
        this.#fail({ kind: 'tampered' });
      },
      gone: () => this.#end('connection_lost'),
      unable: () => {
        void this.#hangUp();
        this.#fail({ kind: 'unsupported' });
      },
    };
  }

  #linked(link: Link): void {
    const state = this.#state;
    if (state.at !== 'talking') return;
    if (link === 'connected') {
      this.#ways.clearMisses();
      if (state.since === null) {
        const milliseconds = Math.round(this.#around.now() - state.begun);
        void this.#active?.tellWay(milliseconds).catch(() => undefined);
      }
      if (this.#offer.here === undefined) this.#offer.makeSoon();
    }
    if (link !== 'failed') this.#happen({ type: 'link', link });
    else if (state.since === null) {
      const milliseconds = Math.round(this.#around.now() - state.begun);
      this.#signalling.connectivity({ call: state.call, way: null, milliseconds });
      this.#missed();
    } else {
      void this.#hangUp();
      this.#end('connection_lost');
    }
  }

  /** No way led to the partner. */
  #missed(): void {
    const relay = this.#ways.missed();
    if (relay === undefined) {
      void this.#goOn(true);
      return;
    }
    void this.#hangUp();
    this.#fail({ kind: 'not_connected', relay });
  }

  /** Leaves the call, and tells the server so: with `say`, where that isn't all there is to tell. See {@link #tell}. */
  #hangUp(say?: Say): Promise<void> {
    return this.#tell(this.#active?.depart(say));
  }

  /** As soon as that can be done. Settled once it is, or need be done no more. */
  async #tell(departure: Departure | undefined): Promise<void> {
    if (departure === undefined || this.#code === undefined) return;
    this.#departures ??= new this.#code.Departures();
    await this.#departures.add(departure);
  }

  #end(how: Ending): void {
    this.#teardown();
    this.#around.microphone.muted = true;
    this.#letGoSoon();
    this.#happen({ type: 'ended', how });
  }

  #fail(problem: Problem): void {
    this.#offer.forget();
    this.#teardown();
    this.#signalling.leave();
    this.#letGoSoon();
    this.#happen({ type: 'failed', problem });
  }

  #banned(ban: Banned): void {
    clearTimeout(this.#lingerTimer);
    this.#offer.forget();
    this.#teardown();
    this.#happen({ type: 'banned', ban });
    this.#signalling.close();
    this.#around.microphone.close();
  }

  #lost(): void {
    this.#departures?.cutOff();
    // The voices go on; the server keeps the place in the call for a while.
    this.#active?.lost();
    // The server has forgotten the call that was over, and whom this caller would like to talk to again.
    if (this.#state.at === 'ended' && this.#state.again) this.#fail({ kind: 'unreachable' });
    // It holds the relay as that connection might use it.
    this.#offer.forget();
    if (this.#state.at !== 'looking') return;
    void this.#search.takeUp();
  }

  /** Ends what belongs to one partner, or to the search for one. */
  #teardown(): void {
    this.#updates.release();
    this.#search.stop();
    this.#offer.stop();
    this.#active?.close();
    this.#active = undefined;
    this.#claim = undefined;
    this.#held = false;
    this.#onePage?.leave();
    this.#around.keeper.forget();
  }

  #letGoSoon(lingers = MICROPHONE_LINGERS): void {
    clearTimeout(this.#lingerTimer);
    this.#lingerTimer = setTimeout(() => {
      this.#offer.forget();
      this.#around.microphone.close();
    }, lingers);
  }
}
