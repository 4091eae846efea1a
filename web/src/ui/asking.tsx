/** While the browser asks for the microphone. */
export function Asking(props: { readonly onCancel: () => void }) {
  return (
    <section class="words words-asking">
      <h1 tabindex="-1">May they hear you?</h1>
      <p class="lead">Your browser is asking for the microphone. Allow it, and the search begins.</p>
      <p class="small">Your voice goes to the one person you meet. Calln itself never hears or records it.</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onCancel()}>
          Cancel
        </button>
      </div>
    </section>
  );
}
