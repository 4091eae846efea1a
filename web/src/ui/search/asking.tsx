import { m } from '../language/language';

/** While the browser asks for the microphone. */
export function Asking(props: { readonly onCancel: () => void }) {
  return (
    <section class="words words-asking">
      <h1 tabindex="-1">{m().asking.title}</h1>
      <p class="lead">{m().asking.lead}</p>
      <p class="small">{m().asking.promise}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onCancel()}>
          {m().common.cancel}
        </button>
      </div>
    </section>
  );
}
