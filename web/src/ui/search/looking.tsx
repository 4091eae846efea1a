import './looking.css';
import { createMemo, Show } from 'solid-js';
import { type Wish, want } from '../../call/search/wish';
import { type Looking as LookingState, offersWidening } from '../../call/state';
import { Icon } from '../frame/icon';
import { m } from '../language/language-later';
import { createNow } from '../now';
import { WishSummary } from '../start/wish-summary';
import { Proving } from './proving';
import { waitInWords, wouldAdd } from './waiting';

/**
 * While nobody is found yet: what is known, and after a while a wider search for those who want it. Before that, where
 * the server asks for it, the work that comes first.
 */
export function Looking(props: {
  readonly state: LookingState;
  readonly wish: Wish;
  readonly countryName: (code: string) => string;
  readonly onFilter: () => void;
  readonly onWiden: () => void;
  readonly onCancel: () => void;
}) {
  const now = createNow(500);
  const narrow = () => want(props.wish) !== 'any';
  const offer = createMemo(() => narrow() && offersWidening(props.state, now()));
  const adds = () => {
    const widened = props.state.waiting?.widened ?? 'none';
    return widened === 'none' ? undefined : widened;
  };
  return (
    <section class="words words-looking">
      <h1 tabindex="-1">{props.state.proving === null ? m().looking.title : m().announcement.proving}</h1>
      <button type="button" class="chooser looking-for" onClick={() => props.onFilter()}>
        <span class="chooser-label">{m().start.meet}</span>
        <WishSummary wish={props.wish} countryName={props.countryName} />
        <Icon name="chevron" />
      </button>
      <Show when={props.state.missed}>
        <p class="missed" role="status">
          {m().problems.not_connected.title}
        </p>
      </Show>
      <Show when={props.state.proving === null} fallback={<Proving likely={props.state.proving ?? 0} />}>
        <p class="lead" aria-live="polite">
          {props.state.waiting === null ? m().waiting.moment : waitInWords(props.state.waiting)}
        </p>
      </Show>
      <div class="offer-place" aria-live="polite">
        <Show when={offer() && adds()}>
          {(more) => (
            <div class="offer">
              <p>{wouldAdd(more())}</p>
              <button type="button" class="button button-strong" onClick={() => props.onWiden()}>
                {m().waiting.widen}
              </button>
            </div>
          )}
        </Show>
      </div>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onCancel()}>
          {m().common.cancel}
        </button>
      </div>
    </section>
  );
}
