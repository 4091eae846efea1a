import { createMemo, Show } from 'solid-js';
import { type CallState, offersWidening } from '../call/state';
import { type Wish, want } from '../call/wish';
import { mayTake, supplyNow, wouldAdd } from './headcount';
import { createNow } from './now';
import { WishSummary } from './wish-summary';

/** While nobody is found yet: what is known, and after a while a wider search for those who want it. */
export function Looking(props: {
  readonly state: Extract<CallState, { at: 'looking' }>;
  readonly wish: Wish;
  readonly countryName: (code: string) => string;
  readonly onWiden: () => void;
  readonly onCancel: () => void;
}) {
  const now = createNow(500);
  const narrow = () => want(props.wish) !== 'any';
  const offer = createMemo(() => narrow() && offersWidening(props.state, now()));
  return (
    <section class="words words-looking">
      <h1 tabindex="-1">Looking for somebody</h1>
      <p class="looking-for">
        <WishSummary wish={props.wish} countryName={props.countryName} />
      </p>
      <p class="lead" aria-live="polite">
        <Show when={props.state.waiting} fallback="One moment.">
          {(waiting) => (
            <>
              {supplyNow(waiting().supply)}{' '}
              <Show when={waiting().estimate}>{(range) => mayTake(range())}</Show>
            </>
          )}
        </Show>
      </p>
      <div class="offer-place" aria-live="polite">
        <Show when={offer() && props.state.waiting}>
          {(waiting) => (
            <div class="offer">
              <p>It is taking a while. Opening up to anyone adds {wouldAdd(waiting().widened)}.</p>
              <button type="button" class="button button-strong" onClick={() => props.onWiden()}>
                Meet anyone
              </button>
            </div>
          )}
        </Show>
      </div>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onCancel()}>
          Cancel
        </button>
      </div>
    </section>
  );
}
