import { m } from './language';

/** For whoever said that they are under 18: no call, and no blame. */
export function TooYoung() {
  return (
    <section class="words words-young">
      <h1 tabindex="-1">{m().age.youngTitle}</h1>
      <p class="lead">{m().age.youngLead}</p>
      <p class="small">{m().age.youngHelp}</p>
    </section>
  );
}
