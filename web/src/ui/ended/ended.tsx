import './report.css';
import { Show } from 'solid-js';
import type { Wish } from '../../call/search/wish';
import type { CallState } from '../../call/state';
import { Icon } from '../frame/icon';
import { m } from '../language/language-later';
import { WishSummary } from '../start/wish-summary';
import { spoken } from '../talking/duration';

/** After a call. */
export function Ended(props: {
  readonly state: Extract<CallState, { at: 'ended' }>;
  readonly wish: Wish;
  readonly countryName: (code: string) => string;
  readonly onFilter: () => void;
  /** Missing where this call has been reported. */
  readonly onReport?: (() => void) | undefined;
  readonly onHome: () => void;
}) {
  return (
    <section class="words words-ended">
      <h1 tabindex="-1">{m().ended[props.state.how].title}</h1>
      <p class="lead">
        {m().endedSo[props.state.how]}{' '}
        <Show when={props.state.seconds > 0}>{m().ended.talked(spoken(props.state.seconds))}</Show>
      </p>
      <button type="button" class="chooser" onClick={() => props.onFilter()}>
        <span class="chooser-label">{m().start.meet}</span>
        <WishSummary wish={props.wish} countryName={props.countryName} />
        <Icon name="chevron" />
      </button>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onHome()}>
          {m().common.home}
        </button>
        <Show when={props.onReport}>
          {(onReport) => (
            <button type="button" class="report-open" onClick={() => onReport()()}>
              {m().report.open}
            </button>
          )}
        </Show>
      </div>
    </section>
  );
}
