import { m } from '../language/language-later';

/** For whoever said that they are under 18: no call, and no blame. */
export function TooYoung() {
  return (
    <section class="words words-young">
      <h1 tabindex="-1">{m().tooYoung.title}</h1>
      <p class="lead">{m().tooYoung.lead}</p>
      <p class="small">{m().tooYoung.help}</p>
    </section>
  );
}
