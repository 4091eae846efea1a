import { m } from '../language/language';

/** In place of the start while the device has no network. */
export function Offline() {
  return (
    <section class="words words-offline">
      <h1 tabindex="-1">{m().offline.title}</h1>
      <p class="lead">{m().offline.detail}</p>
    </section>
  );
}
