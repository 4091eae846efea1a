import { m } from '../language/language';

/** The name; as a button it leads back to the start. */
export function Wordmark(props: { readonly onHome: () => void }) {
  return (
    <button type="button" class="wordmark" aria-label={m().wordmark.label} onClick={() => props.onHome()}>
      <svg viewBox="0 0 40 40" aria-hidden="true">
        <path d="M15 7a15 15 0 0 0 0 26M25 7a15 15 0 0 1 0 26" />
        <circle cx="20" cy="20" r="4" />
      </svg>
      calln
    </button>
  );
}
