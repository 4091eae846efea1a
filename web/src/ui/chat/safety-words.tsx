import { createSignal, For, Show } from 'solid-js';
import type { Word } from '../../call/keys';
import { row } from '../language/language';
import { m } from '../language/language-later';

const name = ({ id }: Word) => m().safety.names[id];

/** The four words of the call, and what it proves if both have the same. */
export function SafetyWords(props: { readonly words: readonly Word[] | null }) {
  const [asked, setAsked] = createSignal(false);
  return (
    <Show when={props.words} fallback={<p class="small safety-pending">{m().safety.pending}</p>}>
      {(words) => (
        <>
          <button
            type="button"
            class="safety"
            translate="no"
            aria-haspopup="dialog"
            aria-label={m().safety.label(row(words().map(name)))}
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
        <h2 id="safety-title">{m().safety.title}</h2>
        <p>{m().safety.lead}</p>
        <ul class="safety-words" translate="no">
          <For each={props.words}>
            {(word) => (
              <li>
                <span class="safety-emoji" aria-hidden="true">
                  {word.emoji}
                </span>
                {name(word)}
              </li>
            )}
          </For>
        </ul>
        <p>{m().safety.same}</p>
        <p>
          <strong>{m().safety.different}</strong>
        </p>
        <p class="small">{m().safety.limits}</p>
        <button type="button" class="button button-strong" onClick={() => dialog?.close()}>
          {m().common.done}
        </button>
      </div>
    </dialog>
  );
}
