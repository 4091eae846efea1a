import { fetchCode } from '../../browser/fetch-code';
import type { Role } from '../../wire';
import type { Conversation, ConversationEvents } from './conversation';

/** Most steps that are kept: before there are keys, a call takes a handful. */
const MAX_WAITING = 64;

/** Chat, images and their cryptography, in a chunk of their own: a page that is only looked at does without. */
export const fetchConversation = () => fetchCode(() => import('./conversation'));

/**
 * The conversation of one call, whose code may still be coming: nothing of a call's set-up waits for it. Until it is
 * there what happens is kept, in order; where it can't be fetched, the call goes on with voice alone.
 */
export class ComingConversation {
  readonly #events: ConversationEvents;
  #conversation: Conversation | undefined;
  #waiting: ((conversation: Conversation) => void)[] = [];
  #closed = false;

  constructor(role: Role, call: string, events: ConversationEvents) {
    this.#events = events;
    void fetchConversation().then(
      ({ Conversation }) => {
        if (this.#closed) return;
        const conversation = new Conversation(role, call, events);
        this.#conversation = conversation;
        for (const step of this.#waiting.splice(0)) step(conversation);
      },
      () => undefined,
    );
  }

  /** The conversation itself, once it is there. */
  get here(): Conversation | undefined {
    return this.#conversation;
  }

  /** Does something with it, now or as soon as it is there. */
  do(step: (conversation: Conversation) => void): void {
    if (this.#closed) return;
    if (this.#conversation !== undefined) step(this.#conversation);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(step);
    else this.#events.broken();
  }

  /** Forgets everything. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#conversation?.close();
  }
}
