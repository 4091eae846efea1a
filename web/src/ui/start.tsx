import type { Wish } from '../call/wish';
import type { Hiding } from '../wire';
import { HideAddress } from './hide-address';
import { Icon } from './icon';
import { WishSummary } from './wish-summary';

/** Before the first call. */
export function Start(props: {
  readonly wish: Wish;
  readonly countryName: (code: string) => string;
  readonly onFilter: () => void;
  readonly hiding: Hiding | null | undefined;
  readonly hide: boolean;
  readonly onHide: (hide: boolean) => void;
}) {
  return (
    <section class="words words-start">
      <h1 tabindex="-1">
        Somewhere, someone would like to <em>talk</em>.
      </h1>
      <p class="lead">One button, one voice. No account, no name, no recording.</p>
      <button type="button" class="chooser" onClick={() => props.onFilter()}>
        <span class="chooser-label">Meet</span>
        <WishSummary wish={props.wish} countryName={props.countryName} />
        <Icon name="chevron" />
      </button>
      <HideAddress hiding={props.hiding} hide={props.hide} onHide={props.onHide} />
      <p class="small">
        When you press the button, your browser asks for your microphone: it is how they hear you. Calln
        itself never hears or records you. By calling you say that you are <strong>18 or older</strong>.
      </p>
    </section>
  );
}
