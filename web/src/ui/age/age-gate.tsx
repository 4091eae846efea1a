import '../style/dialog.css';
import { onMount } from 'solid-js';
import type { Choices } from '../../choices';
import { Remember } from '../frame/remember';
import { m } from '../language/language-later';
import type { Age } from './age';

/** Asked before the first call. Both answers are as easy to give; leaving the question gives none. */
export function AgeGate(props: {
  /** The finger or pointer is down on the answer that leads to a call. */
  readonly onNear: () => void;
  readonly choices: Choices;
  readonly onAnswer: (age: Exclude<Age, 'unsaid'>) => void;
  readonly onClose: () => void;
}) {
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  return (
    <dialog
      class="question"
      ref={dialog}
      aria-labelledby="age-title"
      aria-describedby="age-why"
      onClose={() => props.onClose()}
    >
      {/* Not the first link, nor an answer: a key that is pressed once more says nothing. */}
      <h2 id="age-title" tabindex="-1" autofocus>
        {m().age.question}
      </h2>
      <p id="age-why">
        {m().age.why} <a href="/rules">{m().footer.rules}</a> · <a href="/terms">{m().footer.terms}</a>
      </p>
      <Remember choices={props.choices} />
      <div class="question-answers">
        <button
          type="button"
          class="button"
          onPointerDown={() => props.onNear()}
          onClick={() => props.onAnswer('adult')}
        >
          {m().age.adult}
        </button>
        <button type="button" class="button" onClick={() => props.onAnswer('minor')}>
          {m().age.minor}
        </button>
      </div>
    </dialog>
  );
}
