import '../style/dialog.css';
import { onMount } from 'solid-js';
import { m } from '../language/language-later';

/** Asked where the back button, or the name of the page, would have led out of the call. */
export function LeaveQuestion(props: { readonly onHangUp: () => void; readonly onStay: () => void }) {
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  return (
    <dialog
      class="question"
      ref={(element) => {
        dialog = element;
      }}
      aria-labelledby="leave-title"
      onClose={() => props.onStay()}
    >
      <h2 id="leave-title">{m().talking.leave.title}</h2>
      <p>{m().talking.leave.detail}</p>
      <div class="question-answers">
        <button type="button" class="button button-strong" onClick={() => dialog?.close()}>
          {m().talking.leave.stay}
        </button>
        <button type="button" class="button" onClick={() => props.onHangUp()}>
          {m().talking.hangUp}
        </button>
      </div>
    </dialog>
  );
}
