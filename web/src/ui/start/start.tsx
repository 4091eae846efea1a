import { Show } from 'solid-js';
import type { Wish } from '../../call/search/wish';
import type { Ways } from '../../call/ways/ways';
import type { Hiding } from '../../wire';
import { HideAddress } from '../filter/hide-address';
import { Icon } from '../frame/icon';
import { m } from '../language/language';
import { WishSummary } from './wish-summary';

/** Before the first call. */
export function Start(props: {
  readonly wish: Wish;
  readonly countryName: (code: string) => string;
  readonly onFilter: () => void;
  readonly hiding: Hiding | undefined;
  readonly ways: Ways;
  readonly onWays: (ways: Ways) => void;
  readonly online: boolean;
}) {
  return (
    <section class="words words-start">
      <h1 tabindex="-1">
        {m().start.title[0]}
        <em>{m().start.title[1]}</em>
        {m().start.title[2]}
      </h1>
      <div class="lead" role="status">
        <Show when={props.online} fallback={<p class="offline">{m().offline}</p>}>
          <p>{m().start.lead}</p>
        </Show>
      </div>
      <button type="button" class="chooser" onClick={() => props.onFilter()}>
        <span class="chooser-label">{m().start.meet}</span>
        <WishSummary wish={props.wish} countryName={props.countryName} />
        <Icon name="chevron" />
      </button>
      <HideAddress hiding={props.hiding} ways={props.ways} onWays={props.onWays} />
      <p class="small">{m().start.microphone}</p>
    </section>
  );
}
