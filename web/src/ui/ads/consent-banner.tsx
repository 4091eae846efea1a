import './consent.css';
import { onMount } from 'solid-js';
import { m } from '../language/language-later';

/** One question, two answers that look alike. Calling goes on without an answer. */
export function ConsentBanner(props: {
  /** Whether the caller asked for the question: then it takes the focus, and comes into view. */
  readonly sought: boolean;
  readonly onAnswer: (answer: 'accepted' | 'declined') => void;
}) {
  let banner: HTMLElement | undefined;
  onMount(() => props.sought && banner?.focus());
  return (
    <section class="consent" tabindex="-1" ref={banner} aria-labelledby="consent-title">
      <div>
        <h2 id="consent-title">{m().consentAsked.title}</h2>
        <p>
          {m().consentAsked.text} <a href="/privacy">{m().footer.privacy}</a>
        </p>
      </div>
      <div class="consent-answers">
        <button type="button" class="button" onClick={() => props.onAnswer('accepted')}>
          {m().consentAsked.accept}
        </button>
        <button type="button" class="button" onClick={() => props.onAnswer('declined')}>
          {m().consentAsked.decline}
        </button>
      </div>
    </section>
  );
}
