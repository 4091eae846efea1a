import type { Role } from '../../wire';
import { Agreement, type Bytes, type Kind, type Message, type Session } from '../keys';
import { type Chat, type ImageLine, type Line, NO_CHAT, type TextLine, type Voice } from './chat';
import {
  readImageHead,
  readNumber,
  readText,
  readVoice,
  TYPE,
  writeNumber,
  writeText,
  writeVoice,
} from './content';
import { IncomingImage } from './incoming-image';
import { OutgoingImage } from './outgoing-image';
import type { Prepared } from './prepare';
import { Stream } from './stream';

/**
 * After a line, which the partner takes for the end of writing, it is said again sooner, in milliseconds: as often as the server
 * passes it on, and no oftener, however fast somebody writes.
 */
const TYPING_AFTER_LINE = 1_000;
/** "Typing" is said again after so long, and believed for a little longer, in milliseconds. */
const TYPING_EVERY = 3_000;
const TYPING_LASTS = 5_000;
/** Most frames that may come while the last message of the exchange is still being worked on. */
const MAX_EARLY = 64;
/** Most lines that are kept: a partner who writes more wants to fill the memory. */
const MAX_LINES = 500;

export interface ConversationEvents {
  keys(message: Message): void;
  frame(kind: Kind, frame: ArrayBuffer): void;
  typing(): void;
  changed(chat: Chat): void;
  /** Somebody may be in the middle; the call must end. */
  broken(): void;
}

/** All that is said in one call besides voice: sealed before it leaves, and gone without a trace when it is closed. */
export class Conversation {
  readonly #events: ConversationEvents;
  readonly #agreement: Agreement;
  #stream: Stream | undefined;
  #early: { readonly kind: Kind; readonly frame: ArrayBuffer }[] = [];
  #chat: Chat = NO_CHAT;
  #ids = 0;
  /** Lines that were written before there were keys. */
  #queued: { readonly id: number; readonly body: Bytes }[] = [];
  /** Counters of the frames whose lines aren't delivered yet. */
  #undelivered = new Map<number, number>();
  #outgoing: OutgoingImage | undefined;
  #incoming: { readonly id: number; readonly image: IncomingImage } | undefined;
  #images = 0;
  #urls = new Set<string>();
  /** What the partner knows of the caller's voice, or will with the keys. */
  #voice: Voice = 'heard';
  #saidTyping = Number.NEGATIVE_INFINITY;
  /** A line has gone out since. */
  #wroteLine = false;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #againTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(role: Role, call: string, events: ConversationEvents) {
    this.#events = events;
    this.#agreement = new Agreement(role, call, {
      send: (message) => events.keys(message),
      agreed: (session) => this.#agreed(session),
      failed: () => this.#break(),
    });
  }

  /** The connection's two descriptions as applied, the first time and after every change. */
  describe(local: string, remote: string): void {
    this.#agreement.describe(local, remote);
  }

  receiveKeys(message: unknown): void {
    this.#agreement.receive(message);
  }

  receiveFrame(kind: Kind, frame: unknown): void {
    if (!(frame instanceof ArrayBuffer) || this.#early.length === MAX_EARLY) this.#break();
    else if (this.#stream !== undefined) void this.#stream.receive(kind, frame);
    else this.#early.push({ kind, frame });
  }

  receiveTyping(): void {
    this.#show({ typing: true });
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#show({ typing: false }), TYPING_LASTS);
  }

  /** A connection was lost, here or there, and is back: what went missing meanwhile goes again. */
  reconnected(): void {
    this.#agreement.sayAgain();
    this.#stream?.sendAgain();
  }

  /** The relay took less than was sent; it takes more after that time, in milliseconds. */
  slowDown(retryAfter: number): void {
    clearTimeout(this.#againTimer);
    this.#againTimer = setTimeout(() => this.reconnected(), retryAfter);
  }

  /** Says that the caller is writing, now and then. `now` is in milliseconds of a monotonic clock. */
  typing(now: number): void {
    const every = this.#wroteLine ? TYPING_AFTER_LINE : TYPING_EVERY;
    if (this.#stream === undefined || now - this.#saidTyping < every) return;
    this.#saidTyping = now;
    this.#wroteLine = false;
    this.#events.typing();
  }

  /** Tells the partner, if it is news, whether the caller can be heard. */
  tellVoice(voice: Voice): void {
    if (voice === this.#voice) return;
    this.#voice = voice;
    void this.#stream?.send('chat', TYPE.voice, writeVoice(voice));
  }

  /** Writes a line; nothing of empty or too long ones. Before there are keys it waits for them. */
  write(text: string): void {
    const body = writeText(text);
    if (body === undefined || this.#closed) return;
    const id = this.#append({ kind: 'text', mine: true, text, delivered: false });
    this.#wroteLine = true;
    if (this.#stream === undefined) this.#queued.push({ id, body });
    else void this.#sendText(this.#stream, id, body);
  }

  /** Whether an image can be sent now: one at a time, and not before there are keys. */
  get takesImage(): boolean {
    return this.#stream !== undefined && this.#outgoing === undefined;
  }

  /** Sends an image, if one can be sent now. */
  sendImage(image: Prepared): void {
    const stream = this.#stream;
    if (stream === undefined || !this.takesImage) return;
    const { width, height, blob } = image;
    const url = this.#url(blob);
    const id = this.#append({
      kind: 'image',
      mine: true,
      status: 'under_way',
      share: 0,
      width,
      height,
      url,
      picture: null,
    });
    const outgoing = new OutgoingImage(stream, image, this.#images++, {
      progress: (share) => this.#change(id, { share }),
      over: (how) => {
        this.#outgoing = undefined;
        if (how === 'arrived') this.#change(id, { status: 'here', share: 1 });
        else this.#giveUp(id, url, how);
      },
    });
    this.#outgoing = outgoing;
    void outgoing.send();
  }

  /** Stops an image that is under way, in whichever direction. */
  stopImage(id: number): void {
    const line = this.#chat.lines.find((line) => line.id === id);
    if (line?.kind !== 'image' || line.status !== 'under_way') return;
    if (line.mine) this.#outgoing?.cancel();
    else if (this.#incoming?.id === id) this.#decline(this.#incoming.image.head.number);
  }

  /** Forgets everything: lines, images, keys. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#typingTimer);
    clearTimeout(this.#againTimer);
    this.#agreement.close();
    this.#stream?.close();
    this.#stream = undefined;
    this.#outgoing = undefined;
    this.#incoming = undefined;
    this.#queued = [];
    this.#early = [];
    for (const url of this.#urls) URL.revokeObjectURL(url);
    this.#urls.clear();
    this.#chat = NO_CHAT;
    this.#events.changed(NO_CHAT);
  }

  #agreed(session: Session): void {
    const stream = new Stream(session, {
      send: (kind, frame) => this.#events.frame(kind, frame),
      received: (kind, type, body) => this.#received(kind, type, body),
      arrived: (due) => this.#arrived(due),
      broken: () => this.#break(),
    });
    this.#stream = stream;
    this.#show({ words: session.words });
    if (this.#voice !== 'heard') void stream.send('chat', TYPE.voice, writeVoice(this.#voice));
    for (const { kind, frame } of this.#early.splice(0)) void stream.receive(kind, frame);
    for (const { id, body } of this.#queued.splice(0)) void this.#sendText(stream, id, body);
  }

  async #sendText(stream: Stream, id: number, body: Bytes): Promise<void> {
    const counter = await stream.send('chat', TYPE.text, body);
    if (counter !== undefined) this.#undelivered.set(counter, id);
  }

  #arrived(due: number): void {
    this.#agreement.confirm();
    for (const [counter, id] of this.#undelivered) {
      if (counter >= due) continue;
      this.#undelivered.delete(counter);
      this.#change(id, { delivered: true });
    }
    this.#outgoing?.arrived(due);
  }

  #received(kind: Kind, type: number, body: Bytes): void {
    if (kind === 'image') {
      if (type === TYPE.piece) this.#receivePiece(body);
      else this.#break();
      return;
    }
    switch (type) {
      case TYPE.text: {
        const text = readText(body);
        if (text === undefined) this.#break();
        else this.#receiveText(text);
        return;
      }
      case TYPE.image:
        this.#receiveImage(body);
        return;
      case TYPE.piece:
        this.#receivePiece(body);
        return;
      case TYPE.cancelled:
        if (this.#incoming?.image.head.number === readNumber(body)) this.#endIncoming('cancelled');
        return;
      case TYPE.declined: {
        const number = readNumber(body);
        if (number !== undefined) this.#outgoing?.declined(number);
        return;
      }
      case TYPE.voice:
        this.#show({ theirVoice: readVoice(body) ?? 'heard' });
        return;
      default:
      // A later version's: what isn't understood is passed over.
    }
  }

  #receiveText(text: string): void {
    clearTimeout(this.#typingTimer);
    this.#show({ typing: false });
    this.#append({ kind: 'text', mine: false, text, delivered: true });
  }

  #receiveImage(body: Bytes): void {
    const head = readImageHead(body);
    if (head === undefined || this.#incoming !== undefined) {
      this.#break();
      return;
    }
    const { width, height } = head;
    const id = this.#append({
      kind: 'image',
      mine: false,
      status: 'under_way',
      share: 0,
      width,
      height,
      url: null,
      picture: null,
    });
    this.#incoming = { id, image: new IncomingImage(head) };
  }

  #receivePiece(body: Bytes): void {
    // Pieces that were on their way when the image was declined.
    if (this.#incoming === undefined) return;
    const { id, image } = this.#incoming;
    if (!image.add(body)) {
      this.#break();
      return;
    }
    const { blob, share } = image;
    if (blob === undefined) {
      this.#change(id, { share });
      return;
    }
    if (blob === 'refused') {
      this.#decline(image.head.number);
      return;
    }
    this.#incoming = undefined;
    this.#change(id, { status: 'here', share: 1, picture: blob });
    this.#stream?.acknowledge();
  }

  #decline(number: number): void {
    void this.#stream?.send('chat', TYPE.declined, writeNumber(number));
    this.#endIncoming('declined');
  }

  #endIncoming(how: 'cancelled' | 'declined'): void {
    if (this.#incoming !== undefined) this.#giveUp(this.#incoming.id, null, how);
    this.#incoming = undefined;
  }

  #giveUp(id: number, url: string | null, status: 'cancelled' | 'declined'): void {
    if (url !== null) this.#revoke(url);
    this.#change(id, { status, url: null, picture: null });
  }

  #url(blob: Blob): string {
    const url = URL.createObjectURL(blob);
    this.#urls.add(url);
    return url;
  }

  #revoke(url: string): void {
    URL.revokeObjectURL(url);
    this.#urls.delete(url);
  }

  #append(line: Omit<TextLine, 'id'> | Omit<ImageLine, 'id'>): number {
    const id = this.#ids++;
    const lines = [...this.#chat.lines, { ...line, id }];
    for (const old of lines.splice(0, lines.length - MAX_LINES)) {
      if (old.kind === 'image' && old.url !== null) this.#revoke(old.url);
    }
    this.#show({ lines });
    return id;
  }

  #change(id: number, change: Partial<TextLine> | Partial<ImageLine>): void {
    this.#show({
      lines: this.#chat.lines.map((line) => (line.id === id ? ({ ...line, ...change } as Line) : line)),
    });
  }

  #show(change: Partial<Chat>): void {
    if (this.#closed) return;
    this.#chat = { ...this.#chat, ...change };
    this.#events.changed(this.#chat);
  }

  #break(): void {
    if (this.#closed) return;
    this.#events.broken();
  }
}
