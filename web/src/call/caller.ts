import type { Banned, IceServer, JoinReply, Matched, Reason } from '../wire';
import { type Chat, Conversation } from './chat/conversation';
import type { Prepared } from './chat/prepare';
import { Meter } from './meter';
import { type Microphone, MicrophoneError } from './microphone';
import { type Link, Peer, type Ways } from './peer';
import { outcomeOf, type Reported } from './report';
import type { Session } from './session';
import { Signalling } from './signalling';
import type { Speaker } from './speaker';
import { type CallEvent, type CallState, type Ending, type Problem, START, step } from './state';
import { type OwnCountry, ownCountry, type Wish, want } from './wish';

/** Longest wait for the voices to meet, in milliseconds; slow relays take a few seconds. */
const CONNECT_WITHIN = 20_000;
/** How long the microphone stays open after a call, in milliseconds, so that "again" asks nothing again. */
const MICROPHONE_LINGERS = 30_000;

/** What a caller needs of the world. */
export interface Surroundings {
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  readonly session: Session;
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
  readonly #changed: (state: CallState) => void;
  readonly #chatChanged: (chat: Chat) => void;
  readonly #signalling: Signalling;
  #state: CallState = START;
  #iceServers: RTCIceServer[] = [];
  #stream: MediaStream | undefined;
  #peer: Peer | undefined;
  #conversation: Conversation | undefined;
  #voice: Meter | undefined;
  #connectTimer: ReturnType<typeof setTimeout> | undefined;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  /** Kept from one partner to the next: who muted themselves isn't suddenly heard by a stranger. */
  #muted = false;
  /** Counts the requests, so that the answer to an older one changes nothing. */
  #requests = 0;
  /** One lost connection in each search is made up for without a word. */
  #mayRetry = true;
  #wish: { readonly wish: Wish; readonly own: OwnCountry; readonly hide: boolean } | undefined;

  /** `changed` is told of every new state, `chatChanged` of all that is said in a call besides voice. */
  constructor(around: Surroundings, changed: (state: CallState) => void, chatChanged: (chat: Chat) => void) {
    this.#around = around;
    this.#changed = changed;
    this.#chatChanged = chatChanged;
    this.#signalling = new Signalling({
      waiting: (waiting) => this.#happen({ type: 'waiting', waiting }),
      matched: (matched) => this.#begin(matched),
      signal: ({ call, ...signal }) => {
        if (this.#isCurrent(call)) this.#peer?.receive(signal);
      },
      partnerLeft: ({ call, why }) => {
        if (this.#isCurrent(call)) this.#end(why);
      },
      keys: ({ call, message }) => {
        if (this.#isCurrent(call)) this.#conversation?.receiveKeys(message);
      },
      frame: (kind, { call, frame }) => {
        if (this.#isCurrent(call)) this.#conversation?.receiveFrame(kind, frame);
      },
      typing: ({ call }) => {
        if (this.#isCurrent(call)) this.#conversation?.receiveTyping();
      },
      returned: ({ call }) => {
        if (this.#isCurrent(call)) this.#conversation?.reconnected();
      },
      failed: ({ message, retry_after }) => {
        if (retry_after !== undefined) {
          this.#conversation?.slowDown(retry_after * 1000);
          return;
        }
        // Refused requests are answered where they were made; this is about set-up that didn't get through.
        if (this.#state.at === 'talking' && this.#state.link === 'connecting')
          this.#fail({ kind: 'refused', message });
      },
      banned: (ban) => this.#shownTheDoor(ban),
      lost: () => this.#lost(),
    });
    around.microphone.follow((track) => {
      if (track !== undefined) this.#peer?.speakInto(track);
    });
  }

  /** The caller's country as the server sees it, or null where it can't tell. Throws where it can't be reached. */
  async countrySeen(): Promise<string | null> {
    const { country } = await this.#signalling.open();
    if (this.#state.at === 'start') this.#signalling.close();
    return country;
  }

  /** The button: microphone first, then the search. `hide`: partners are not to learn the caller's address. */
  async start(wish: Wish, own: OwnCountry, hide: boolean): Promise<void> {
    if (!this.#happen({ type: 'pressed' })) return;
    clearTimeout(this.#lingerTimer);
    this.#wish = { wish, own, hide };
    this.#muted = false;
    if (this.#around.obstacle !== undefined) {
      this.#fail(this.#around.obstacle);
      return;
    }
    // In parallel with the question for the microphone; the search finds out what became of it.
    this.#signalling.open().catch(() => undefined);
    try {
      this.#stream = await this.#around.microphone.open();
    } catch (error) {
      this.#fail({ kind: error instanceof MicrophoneError ? error.problem : 'microphone_refused' });
      return;
    }
    if (!this.#happen({ type: 'searching' })) {
      // The caller went back while the browser was asking.
      if (this.#state.at === 'start' || this.#state.at === 'banned') this.#around.microphone.close();
      return;
    }
    this.#mayRetry = true;
    await this.#search();
  }

  /** Looks again, with another wish, from the end of the line. */
  async change(wish: Wish): Promise<void> {
    if (this.#state.at !== 'looking' || this.#wish === undefined) return;
    this.#wish = { ...this.#wish, wish };
    this.#signalling.leave();
    await this.#search();
  }

  /** Leaves this partner and looks for another one. */
  async next(): Promise<void> {
    const state = this.#state;
    if (state.at !== 'talking') return;
    this.#hush();
    this.#happen({ type: 'searching' });
    this.#mayRetry = true;
    await this.#settle(() => this.#signalling.next(state.call));
  }

  hangUp(): void {
    if (this.#state.at !== 'talking') return;
    this.#signalling.hangUp(this.#state.call);
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
    this.#hush();
    this.#signalling.close();
    this.#around.microphone.close();
    this.#stream = undefined;
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

  /** Writes a line to the partner. */
  write(text: string): void {
    this.#conversation?.write(text);
  }

  /** The caller is writing. */
  typing(): void {
    this.#conversation?.typing(this.#around.now());
  }

  /** Sends an image; false where another one is still on its way, or nothing can be sent. */
  sendImage(image: Prepared): boolean {
    if (this.#conversation?.takesImage !== true) return false;
    this.#conversation.sendImage(image);
    return true;
  }

  /** Stops an image that is under way, in whichever direction. */
  stopImage(line: number): void {
    this.#conversation?.stopImage(line);
  }

  /** True where the event changed the state. */
  #happen(event: CallEvent): boolean {
    const before = this.#state;
    this.#state = step(before, event, this.#around.now());
    if (this.#state === before) return false;
    this.#changed(this.#state);
    return true;
  }

  #isCurrent(call: string): boolean {
    return this.#state.at === 'talking' && this.#state.call === call;
  }

  async #search(): Promise<void> {
    await this.#settle(async () => {
      const welcome = await this.#signalling.open();
      this.#iceServers = welcome.ice_servers;
      // The caller may have gone while the connection was being made.
      if (this.#state.at !== 'looking' || this.#wish === undefined) return;
      const { wish, own, hide } = this.#wish;
      return this.#signalling.join({
        want: want(wish),
        ...ownCountry(own),
        ...(hide && { hide_address: true }),
        session: this.#around.session.tag,
      });
    });
  }

  /** What an answer to `join` or `next` means, if the caller still looks when it comes. */
  async #settle(request: () => Promise<JoinReply | undefined>): Promise<void> {
    const turn = ++this.#requests;
    let problem: Problem | undefined;
    try {
      const reply = await request();
      if (reply?.ok === false) problem = { kind: 'refused', message: reply.error.message };
    } catch {
      problem = { kind: 'unreachable' };
    }
    const stillAsked = turn === this.#requests && this.#state.at === 'looking';
    if (problem !== undefined && stillAsked) this.#fail(problem);
  }

  #begin({ call, partner, role, relay }: Matched): void {
    this.#muted ||= this.#around.beginsMuted();
    if (!this.#happen({ type: 'matched', call, partner, muted: this.#muted }) || this.#stream === undefined) {
      // Found just after the caller stopped looking.
      this.#signalling.hangUp(call);
      return;
    }
    this.#around.microphone.muted = this.#muted;
    this.#connectTimer = setTimeout(() => this.#linked('failed'), CONNECT_WITHIN);
    this.#conversation = new Conversation(role, call, {
      keys: (message) => this.#signalling.keys({ call, message }),
      frame: (kind, frame) => this.#signalling.frame(kind, { call, frame }),
      typing: () => this.#signalling.typing({ call }),
      changed: (chat) => this.#chatChanged(chat),
      broken: () => {
        this.#signalling.hangUp(call);
        this.#fail({ kind: 'tampered' });
      },
    });
    this.#peer = new Peer(role, this.#ways(relay), this.#stream, {
      send: (signal) => this.#signalling.signal({ call, ...signal }),
      link: (link) => this.#linked(link),
      voice: (stream) => void this.#listen(stream),
      described: (local, remote) => this.#conversation?.describe(local, remote),
    });
  }

  /** Where either side hides its address, the relay is the only way: nothing else is even tried. */
  #ways(relay: IceServer | undefined): Ways {
    if (relay !== undefined) return { iceServers: [relay], iceTransportPolicy: 'relay' };
    return { iceServers: this.#iceServers };
  }

  #linked(link: Link): void {
    if (this.#state.at !== 'talking') return;
    if (link === 'connected') clearTimeout(this.#connectTimer);
    if (link === 'failed') {
      this.#signalling.hangUp(this.#state.call);
      this.#fail({ kind: 'not_connected' });
    } else this.#happen({ type: 'link', link });
  }

  async #listen(stream: MediaStream): Promise<void> {
    this.#voice?.close();
    this.#voice = new Meter(stream);
    const heard = await this.#around.speaker.play(stream);
    this.#happen({ type: 'sound', blocked: heard === 'blocked' });
  }

  #end(how: Ending): void {
    this.#hush();
    this.#around.microphone.muted = true;
    this.#letGoSoon();
    this.#happen({ type: 'ended', how });
  }

  #fail(problem: Problem): void {
    this.#hush();
    this.#signalling.leave();
    this.#letGoSoon();
    this.#happen({ type: 'failed', problem });
  }

  #shownTheDoor(ban: Banned): void {
    clearTimeout(this.#lingerTimer);
    this.#hush();
    this.#happen({ type: 'banned', ban });
    this.#signalling.close();
    this.#around.microphone.close();
    this.#stream = undefined;
  }

  #lost(): void {
    // What the server knew is gone. Who was looking looks again; who was talking has been declared gone.
    if (this.#state.at === 'talking') this.#end('connection_lost');
    if (this.#state.at !== 'looking') return;
    if (this.#mayRetry) {
      this.#mayRetry = false;
      void this.#search();
    } else this.#fail({ kind: 'unreachable' });
  }

  /** Ends what belongs to one partner. */
  #hush(): void {
    clearTimeout(this.#connectTimer);
    this.#peer?.close();
    this.#peer = undefined;
    this.#conversation?.close();
    this.#conversation = undefined;
    this.#voice?.close();
    this.#voice = undefined;
    this.#around.speaker.silence();
  }

  #letGoSoon(): void {
    clearTimeout(this.#lingerTimer);
    this.#lingerTimer = setTimeout(() => {
      this.#around.microphone.close();
      this.#stream = undefined;
    }, MICROPHONE_LINGERS);
  }
}
