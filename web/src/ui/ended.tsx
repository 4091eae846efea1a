import { Show } from 'solid-js';
import type { CallState } from '../call/state';
import type { Wish } from '../call/wish';
import { spoken } from './duration';
import { ENDINGS } from './endings';
import { Icon } from './icon';
import { WishSummary } from './wish-summary';

/** After a call. */
export function Ended(props: {
  readonly state: Extract<CallState, { at: 'ended' }>;
  readonly wish: Wish;
  readonly countryName: (code: string) => string;
  readonly onFilter: () => void;
  readonly onHome: () => void;
}) {
  return (
    <section class="words words-ended">
      <h1 tabindex="-1">{ENDINGS[props.state.how].title}</h1>
      <p class="lead">
        {ENDINGS[props.state.how].detail}{' '}
        <Show when={props.state.seconds > 0}>You talked for {spoken(props.state.seconds)}.</Show>
      </p>
      <button type="button" class="chooser" onClick={() => props.onFilter()}>
        <span class="chooser-label">Meet</span>
        <WishSummary wish={props.wish} countryName={props.countryName} />
        <Icon name="chevron" />
      </button>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onHome()}>
          Back to the start
        </button>
      </div>
    </section>
  );
}
