import { Manager, type Socket } from 'socket.io-client';
import type { Kept } from '../../kept';
import type {
  Acknowledgement,
  Auth,
  Banned,
  Chat,
  ClientEvents,
  Connectivity,
  Failed,
  Join,
  JoinReply,
  Keys,
  Matched,
  Offer,
  PartnerLeft,
  RenewReply,
  Report,
  Resumed,
  ResumeReply,
  ServerEvents,
  Signal,
  Typing,
  Waiting,
  Welcome,
} from '../../wire';
import { randomTag } from '../search/session';
import { Transports } from './transports';
import { Unreachable } from './unreachable';

/** Longest wait for the server's welcome and for its acknowledgements, in milliseconds. */
const PATIENCE = 10_000;
/**
 * Longest silence of a server that has been asked for something, in milliseconds. Some proxies never answer a WebSocket's
 * handshake, or pass the handshake and then nothing; long polling gets through those. A connection over a network that has gone
 * hangs.
 */
const SILENCE = 3_000;

/** How long a page still listens after that, in milliseconds: one that stood still meanwhile has heard nothing of what has come. */
const HEARS_OUT = 300;

/** A frame of more bytes than this takes a slow line (1,500 bytes a second) a second or more. */
const LONG = 1_500;

/** What the partner says is passed on as it was. */
type Relayed = 'signal' | 'keys' | 'chat' | 'image' | 'typing';
type Incoming = ServerEvents & Pick<ClientEvents, Relayed>;
type Heard = { [Name in keyof Incoming]: (payload: Incoming[Name]) => void };
type Replies = {
  join: JoinReply;
  next: JoinReply;
  renew: RenewReply;
  resume: ResumeReply;
  report: Acknowledgement;
  block: Acknowledgement;
  hang_up: Acknowledgement;
};
type Acknowledged = keyof Replies;
type Said = {
  [Name in keyof ClientEvents]: Name extends Acknowledged
    ? (payload: ClientEvents[Name], reply: (reply: Replies[Name]) => void) => void
    : (payload: ClientEvents[Name]) => void;
};

/** What the server may say at any time after its welcome, beside what belongs to one call. */
export interface SignallingEvents {
  welcome(welcome: Welcome): void;
  waiting(waiting: Waiting): void;
  matched(matched: Matched): void;
  failed(failure: Failed): void;
  /** Callers from this address are kept out; the connection ends. Comes in place of a welcome, or at any time. */
  banned(ban: Banned): void;
  /** The connection is gone, and with it all that the server knew of this caller but its place in a call. */
  lost(): void;
}

/** What is said in one call. */
export interface CallListener {
  readonly call: string;
  signal(signal: Signal): void;
  keys(keys: Keys): void;
  frame(kind: 'chat' | 'image', frame: unknown): void;
  typing(): void;
  /** The partner's connection to the server broke. */
  reconnecting(): void;
  /** The partner is back. */
  returned(): void;
  /** The call is over. */
  partnerLeft(left: PartnerLeft): void;
}

/** The connection to the server: Socket.IO, WebSocket first and long polling where that can't pass. */
export class Signalling {
  readonly #socket: Socket<Heard, Said>;
  /** Hears what is said in the present call; the rest is of another one that has just ended. */
  listener: CallListener | undefined;
  #welcome: Welcome | undefined;
  #opening: Promise<Welcome> | undefined;
  /** Ends the making of a connection; none once nobody waits for it. */
  #giveUp: (() => void) | undefined;
  readonly #transports: Transports;
  /** When the last long frame was sent. */
  #longAt = Number.NEGATIVE_INFINITY;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;

  /** `tab` keeps that WebSockets don't get through. */
  constructor(tab: Kept, events: SignallingEvents) {
    this.#transports = new Transports(tab);
    // No silent reconnection: what a caller who drops has to do next is for the call to say.
    const manager = new Manager({
      autoConnect: false,
      reconnection: false,
      transports: this.#transports.order,
      tryAllTransports: true,
      timeout: PATIENCE,
    });
    this.#socket = manager.socket('/');
    const here = (call: string) => (this.listener?.call === call ? this.listener : undefined);
    this.#socket
      .on('welcome', (welcome) => {
        this.#welcome = welcome;
        events.welcome(welcome);
      })
      .on('waiting', (waiting) => events.waiting(waiting))
      .on('matched', (matched) => events.matched(matched))
      .on('signal', (signal) => here(signal.call)?.signal(signal))
      .on('partner_left', (left) => here(left.call)?.partnerLeft(left))
      .on('keys', (keys) => here(keys.call)?.keys(keys))
      .on('chat', ({ call, frame }) => here(call)?.frame('chat', frame))
      .on('image', ({ call, frame }) => here(call)?.frame('image', frame))
      .on('typing', ({ call }) => here(call)?.typing())
      .on('reconnecting', ({ call }) => here(call)?.reconnecting())
      .on('returned', ({ call }) => here(call)?.returned())
      .on('failed', (failure) => events.failed(failure))
      .on('banned', (ban) => events.banned(ban))
      .on('moving', ({ jitter }) => this.#move(jitter))
      .on('disconnect', (reason) => {
        const stood = this.#welcome !== undefined;
        clearTimeout(this.#silenceTimer);
        this.#welcome = undefined;
        if (stood && reason !== 'io client disconnect') events.lost();
      });
  }

  /**
   * Connects, or does nothing where a connection stands. Who comes back to a call shows its `token`. Throws
   * {@link Unreachable}.
   */
  async open(token?: string): Promise<Welcome> {
    if (this.#welcome !== undefined) return this.#welcome;
    this.#socket.auth = token === undefined ? {} : ({ token } satisfies Auth);
    this.#opening ??= this.#reach().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /**
   * Tries once more where the first try is broken off: a device that changes its network just then loses what it began
   * on the one before.
   */
  async #reach(): Promise<Welcome> {
    try {
      return await this.#connect();
    } catch (error) {
      if (this.#giveUp === undefined || (error as Unreachable).retryAfter !== undefined) throw error;
      return this.#connect();
    }
  }

  /** One at a time: to Socket.IO, connecting again before the welcome means to join twice. */
  #connect(): Promise<Welcome> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => {
        clearTimeout(timer);
        clearTimeout(silent);
        this.#socket.off('welcome', welcomed).off('connect_error', failed).off('disconnect', failed);
        outcome();
      };
      const welcomed = (welcome: Welcome) => settle(() => resolve(welcome));
      const failed = (error?: unknown) =>
        settle(() => {
          this.#socket.disconnect();
          reject(new Unreachable('no connection to the server', { retryAfter: retryAfterOf(error) }));
        });
      const timer = setTimeout(() => this.#abandon(), PATIENCE);
      const silent = setTimeout(() => {
        if (!this.#transports.swallowed()) return;
        settle(() => {
          this.#socket.disconnect();
          resolve(this.#connect());
        });
      }, SILENCE);
      const { io } = this.#socket;
      io.opts.transports = this.#transports.order;
      this.#giveUp = () => failed();
      this.#socket.on('welcome', welcomed).on('connect_error', failed).on('disconnect', failed).connect();
      // One that takes over from polling has carried something both ways.
      io.engine?.once('upgrade', () => this.#transports.passes());
    });
  }

  /** Looks for a partner. Throws {@link Unreachable} where no answer comes. */
  async join(join: Omit<Join, 'op_id'>): Promise<JoinReply> {
    return this.#answered(
      this.#socket.timeout(PATIENCE).emitWithAck('join', { ...join, op_id: randomTag() }),
    );
  }

  /** Ends the call and looks on. Throws {@link Unreachable} where no answer comes. */
  async next(call: string, offer: Offer | undefined): Promise<JoinReply> {
    if (offer !== undefined) this.#longAt = performance.now();
    this.dropIfSilent();
    return this.#answered(
      this.#socket
        .timeout(PATIENCE)
        .emitWithAck('next', { call, op_id: randomTag(), ...(offer !== undefined && { offer }) }),
    );
  }

  /**
   * Takes the place in a call again that the token is for. `back` is told of it before anything that the server says next: over
   * polling that comes in one message with the answer. Throws {@link Unreachable} where no answer comes: to be tried again as
   * the same operation.
   */
  async resume(token: string, operation: string, back?: (resumed: Resumed) => void): Promise<ResumeReply> {
    const asked = this.#socket.timeout(PATIENCE);
    return this.#answered(
      new Promise((resolve, reject) => {
        asked.emit('resume', { token, op_id: operation }, (error, reply) => {
          if (error !== null) return reject(error);
          if (reply.ok) back?.(reply);
          resolve(reply);
        });
      }),
    );
  }

  /** Asks for a fresh token. Throws {@link Unreachable} where no answer comes. */
  async renew(call: string): Promise<RenewReply> {
    return this.#answered(this.#socket.timeout(PATIENCE).emitWithAck('renew', { call }));
  }

  /**
   * Drops the connection if nothing comes now for {@link SILENCE}, long before a heartbeat is missed; where a long frame may be
   * under way, which a slow line takes seconds for, for {@link PATIENCE}. What is asked at the same time brings the answer.
   */
  dropIfSilent(): void {
    const { engine } = this.#socket.io;
    if (!this.#socket.connected) return;
    clearTimeout(this.#silenceTimer);
    const heard = () => clearTimeout(this.#silenceTimer);
    engine.once('packet', heard);
    const busy = performance.now() - this.#longAt < PATIENCE;
    const drop = () => {
      engine.off('packet', heard);
      if (engine === this.#socket.io.engine) this.#drop();
    };
    const hearOut = () => {
      this.#silenceTimer = setTimeout(drop, HEARS_OUT);
    };
    this.#silenceTimer = setTimeout(hearOut, busy ? PATIENCE : SILENCE);
  }

  /** Leaves an offer for whoever comes. */
  offer(offer: Offer): void {
    this.#say('offer', offer);
  }

  signal(signal: Signal): void {
    this.#say('signal', signal);
  }

  keys(keys: Keys): void {
    this.#say('keys', keys);
  }

  frame(kind: 'chat' | 'image', frame: Chat): void {
    if (frame.frame instanceof ArrayBuffer && frame.frame.byteLength > LONG) this.#longAt = performance.now();
    this.#say(kind, frame);
  }

  typing(typing: Typing): void {
    this.#say('typing', typing);
  }

  connectivity(told: Connectivity): void {
    this.#say('connectivity', told);
  }

  /** Ends the call. Throws {@link Unreachable} where the server doesn't say that it knows. */
  async hangUp(call: string): Promise<void> {
    const reply = await this.#asked((socket) => socket.emitWithAck('hang_up', { call }));
    if (!reply.ok) throw new Unreachable(reply.error.message, { retryAfter: reply.error.retry_after });
  }

  /** Tells what the partner of a call did. Throws {@link Unreachable} where no answer comes. */
  async report(report: Report): Promise<Acknowledgement> {
    return this.#asked((socket) => socket.emitWithAck('report', report));
  }

  /** Never to meet the partner of that call again. Ends the call. Throws {@link Unreachable} where no answer comes. */
  async block(call: string): Promise<Acknowledgement> {
    return this.#asked((socket) => socket.emitWithAck('block', { call }));
  }

  /** Would like to talk to the partner of an ended call again. False where there is no connection to say it over. */
  again(call: string): boolean {
    return this.#say('again', { call });
  }

  leave(): void {
    this.#say('leave', {});
  }

  /** Says goodbye and drops the connection; the server then forgets the caller, and a call of theirs is over. */
  close(): void {
    this.#abandon();
    this.#socket.disconnect();
  }

  #abandon(): void {
    const giveUp = this.#giveUp;
    this.#giveUp = undefined;
    giveUp?.();
  }

  /**
   * False where nothing was said, since no connection stands. Socket.IO would keep it for the next one, where it means
   * nothing any more.
   */
  #say<Name extends Exclude<keyof ClientEvents, Acknowledged>>(
    name: Name,
    ...payload: Parameters<Said[Name]>
  ): boolean {
    const { connected } = this.#socket;
    if (connected) this.#socket.emit(name, ...payload);
    return connected;
  }

  /**
   * The server is about to stop: drops the connection, some time within `jitter` milliseconds, as if it had broken.
   * Without a goodbye a call waits.
   */
  #move(jitter: number): void {
    const { engine } = this.#socket.io;
    setTimeout(() => {
      if (engine === this.#socket.io.engine) this.#drop();
    }, Math.random() * jitter);
  }

  /**
   * Drops the connection as if it had broken. `engine.close()` would say goodbye over long polling, which ends a call, and would wait
   * for a request that hangs.
   */
  #drop(): void {
    const transport = this.#socket.io.engine.transport as unknown as Broken;
    transport.onClose();
    if (transport.name === 'websocket') transport.doClose();
  }

  /** Asks over the connection that stands, if it does: Socket.IO would keep the question for the next one. */
  async #asked<Reply>(
    ask: (socket: ReturnType<Socket<Heard, Said>['timeout']>) => Promise<Reply>,
  ): Promise<Reply> {
    if (!this.#socket.connected) throw new Unreachable('no connection to the server');
    this.dropIfSilent();
    return this.#answered(ask(this.#socket.timeout(PATIENCE)));
  }

  async #answered<Reply>(reply: Promise<Reply>): Promise<Reply> {
    try {
      return await reply;
    } catch (error) {
      throw new Unreachable('the server gave no answer', { cause: error });
    }
  }
}

/** What engine.io-client calls where a transport breaks; its types keep that to itself. */
type Broken = { readonly name: string; onClose(): void; doClose(): void };

/** What an error of connecting carries: the poll that was refused, or what the server said. */
type Refused = { readonly context?: unknown; readonly data?: { readonly retry_after?: number } };

/**
 * After how many seconds to try again, where the server has refused a connection with that. Of a WebSocket nobody
 * learns why it was refused; of the poll that is tried next, the request is there to be read.
 */
function retryAfterOf(error: unknown): number | undefined {
  const { context, data } = (error ?? {}) as Refused;
  if (!(context instanceof XMLHttpRequest) || context.status !== 429) return data?.retry_after;
  return Number(context.getResponseHeader('retry-after'));
}
