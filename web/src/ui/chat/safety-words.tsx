import { createSignal, For, Show } from 'solid-js';
import type { Word } from '../../call/keys';
import { TEXT } from './text';

/** The four words of the call, and what it proves if both have the same. */
export function SafetyWords(props: { readonly words: readonly Word[] | null }) {
  const [asked, setAsked] = createSignal(false);
  const names = (words: readonly Word[]) => words.map(({ english }) => english).join(', ');
  return (
    <Show when={props.words} fallback={<p class="small safety-pending">{TEXT.words.pending}</p>}>
      {(words) => (
        <>
          <button
            type="button"
            class="safety"
            aria-haspopup="dialog"
            aria-label={TEXT.words.label(names(words()))}
            onClick={() => setAsked(true)}
          >
            <For each={words()}>{({ emoji }) => <span aria-hidden="true">{emoji}</span>}</For>
          </button>
          <Show when={asked()}>
            <Explanation words={words()} onClose={() => setAsked(false)} />
          </Show>
        </>
      )}
    </Show>
  );
}

function Explanation(props: { readonly words: readonly Word[]; readonly onClose: () => void }) {
  let dialog: HTMLDialogElement | undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; the keys have Escape
    <dialog
      class="safety-sheet"
      ref={(element) => {
        dialog = element;
        queueMicrotask(() => element.showModal());
      }}
      aria-labelledby="safety-title"
      onClose={() => props.onClose()}
      onClick={(event) => event.target === dialog && dialog.close()}
    >
      <div class="safety-body">
        <h2 id="safety-title">{TEXT.words.title}</h2>
        <p>{TEXT.words.lead}</p>
        <ul class="safety-words">
          <For each={props.words}>
            {({ emoji, english }) => (
              <li>
                <span class="safety-emoji" aria-hidden="true">
                  {emoji}
                </span>
                {english}
              </li>
            )}
          </For>
        </ul>
        <p>{TEXT.words.same}</p>
        <p>
          <strong>{TEXT.words.different}</strong>
        </p>
        <p class="small">{TEXT.words.limits}</p>
        <button type="button" class="button button-strong" onClick={() => dialog?.close()}>
          {TEXT.words.done}
        </button>
      </div>
    </dialog>
  );
}
