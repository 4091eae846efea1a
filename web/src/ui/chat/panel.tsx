import './chat.css';
import {
  createComputed,
  createEffect,
  createSignal,
  For,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { optional } from '../../browser/optional';
import type { Caller } from '../../call/caller';
import type { Chat, Line as ChatLine } from '../../call/chat/chat';
import { countCharacters, MAX_TEXT } from '../../call/chat/content';
import { prepare, UnsendableError } from '../../call/chat/prepare';
import { Icon } from '../frame/icon';
import { number } from '../language/language';
import { m } from '../language/language-later';
import { Line } from './line';

/** From here on the caller is told how much room is left. */
const TELL_FROM = MAX_TEXT - 200;

/** Closer to the end than this, in pixels, the end is what is being read. */
const NEAR_THE_END = 32;

/** The conversation beside the call; on a phone over it, and above the keyboard. */
export function ChatPanel(props: {
  readonly chat: Chat;
  readonly caller: Caller;
  readonly open: boolean;
  /** Another number than before asks for the field, where it is open already. */
  readonly sought: number;
  readonly onClose: () => void;
  /** The call in a bar, shown above the chat where the chat leaves no room beside it. */
  readonly bar: JSX.Element;
  readonly onReport?: (() => void) | undefined;
}) {
  // By its ids, so that a line that changes stays the element that it was.
  const [lines, setLines] = createStore<ChatLine[]>([]);
  createComputed(() => setLines(reconcile([...props.chat.lines], { key: 'id' })));
  const [draft, setDraft] = createSignal('');
  const [trouble, setTrouble] = createSignal('');
  let panel: HTMLElement | undefined;
  let log: HTMLDivElement | undefined;
  let list: HTMLOListElement | undefined;
  let field: HTMLTextAreaElement | undefined;
  let picker: HTMLInputElement | undefined;
  /** The newest line is in view; not where the caller has gone back to read. */
  let atEnd = true;
  let top = 0;

  const left = () => MAX_TEXT - countCharacters(draft());
  const sendable = () => draft().trim() !== '' && left() >= 0;

  const send = () => {
    if (!sendable()) return;
    atEnd = true;
    props.caller.write(draft().trim());
    setDraft('');
    setTrouble('');
    field?.focus();
  };
  const sendImage = async (file: File | undefined) => {
    if (file === undefined) return;
    setTrouble('');
    try {
      const image = await prepare(file);
      if (!props.caller.sendImage(image)) setTrouble(m().chat.oneAtATime);
    } catch (error) {
      if (!(error instanceof UnsendableError)) throw error;
      setTrouble(m().chat.unsendable[error.reason]);
    }
  };
  const dropped = (event: DragEvent | ClipboardEvent, transfer: DataTransfer | null) => {
    const file = transfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    void sendImage(file);
  };
  const pressed = (event: KeyboardEvent) => {
    // A line break where there is a keyboard for it; composing an ideograph ends with Enter too.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };

  // The newest line stays in view, whatever else grows: the keyboard, the field, a picture that has come.
  onMount(() => {
    const follow = () => atEnd && log?.scrollTo({ top: log.scrollHeight });
    const sizes = optional(() => new ResizeObserver(follow));
    for (const element of [log, list]) if (element !== undefined) sizes?.observe(element);
    onCleanup(() => sizes?.disconnect());
  });
  createEffect(
    on(
      () => [props.open, props.sought] as const,
      ([open]) => open && field?.focus(),
      { defer: true },
    ),
  );

  // Where a keyboard covers the page, only the visible part is the panel's.
  onMount(() => {
    const visualViewport = optional(() => window.visualViewport);
    if (visualViewport === undefined) return;
    const refit = () => {
      panel?.style.setProperty('--visible-top', `${visualViewport.offsetTop}px`);
      panel?.style.setProperty('--visible-height', `${visualViewport.height}px`);
    };
    refit();
    visualViewport.addEventListener('resize', refit);
    visualViewport.addEventListener('scroll', refit);
    onCleanup(() => {
      visualViewport.removeEventListener('resize', refit);
      visualViewport.removeEventListener('scroll', refit);
    });
  });

  return (
    <section
      class="chat"
      ref={panel}
      aria-labelledby="chat-title"
      hidden={!props.open}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => dropped(event, event.dataTransfer)}
      onKeyDown={(event) => event.key === 'Escape' && props.onClose()}
    >
      {props.bar}
      <header class="chat-top">
        <h2 id="chat-title">{m().chat.title}</h2>
        <button type="button" class="chat-close" aria-label={m().chat.close} onClick={() => props.onClose()}>
          <Icon name="close" />
        </button>
      </header>
      <div class="chat-log">
        <div
          role="log"
          aria-labelledby="chat-title"
          tabindex="0"
          ref={log}
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
            // Only upwards is back: a line may have come between a move to the end and its event.
            const below = scrollHeight - scrollTop - clientHeight;
            atEnd = below < NEAR_THE_END || (atEnd && scrollTop >= top);
            top = scrollTop;
          }}
        >
          <ol ref={list}>
            <For each={lines}>
              {(line) => (
                <Line line={line} onStop={(id) => props.caller.stopImage(id)} onReport={props.onReport} />
              )}
            </For>
          </ol>
        </div>
        <Show when={lines.length === 0}>
          <p class="small chat-empty">{props.chat.words === null ? m().chat.agreeing : m().chat.empty}</p>
        </Show>
      </div>
      <p class="small chat-hint" aria-live="polite">
        <Show when={props.chat.typing}>{m().chat.typing}</Show>
      </p>
      <Show when={trouble() !== ''}>
        <p class="small chat-trouble" role="alert">
          {trouble()}
        </p>
      </Show>
      <form
        class="chat-form"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <input
          ref={picker}
          hidden
          type="file"
          accept="image/*"
          onChange={(event) => {
            void sendImage(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <button
          type="button"
          class="chat-tool"
          aria-label={m().chat.addImage}
          title={m().chat.addImage}
          disabled={props.chat.words === null}
          onClick={() => picker?.click()}
        >
          <Icon name="image" />
        </button>
        <textarea
          ref={field}
          dir="auto"
          rows={1}
          aria-label={m().chat.message}
          placeholder={m().chat.write}
          enterkeyhint="send"
          value={draft()}
          onInput={(event) => {
            setDraft(event.currentTarget.value);
            props.caller.typing();
          }}
          onKeyDown={pressed}
          onPaste={(event) => dropped(event, event.clipboardData)}
        />
        <button type="submit" class="chat-tool chat-send" aria-label={m().chat.send} disabled={!sendable()}>
          <Icon name="send" />
        </button>
      </form>
      <p class="small chat-left" data-over={left() < 0} aria-live="polite">
        <Show when={left() < MAX_TEXT - TELL_FROM}>
          {left() < 0 ? m().chat.tooLong(number(-left())) : m().chat.left(number(left()))}
        </Show>
      </p>
    </section>
  );
}
