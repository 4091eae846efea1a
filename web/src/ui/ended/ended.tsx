import './report.css';
import { createSignal, onCleanup, Show } from 'solid-js';
import type { Wish } from '../../call/search/wish';
import { callsAgain, type Ended as EndedState } from '../../call/state';
import type { Kept } from '../../kept';
import { Icon } from '../frame/icon';
import { m } from '../language/language-later';
import { createNow } from '../now';
import { WishSummary } from '../start/wish-summary';
import { spoken } from '../talking/duration';

const GOES_ON = 'calln.goes_on';
/** How long a caller can stop what goes on by itself, in milliseconds. */
const UNDO = 3000;

/** After a call. */
export function Ended(props: {
  readonly state: EndedState;
  /** Keeps for the tab whether the search goes on by itself. */
  readonly storage: Kept;
  readonly wish: Wish;
  readonly countryName: (code: string) => string;
  readonly onFilter: () => void;
  readonly onAgain: () => void;
  readonly onNext: () => void;
  /** Missing where this call has been reported. */
  readonly onReport?: (() => void) | undefined;
  readonly onHome: () => void;
}) {
  const now = createNow(500);
  const [goesOn, setGoesOn] = createSignal(props.storage.getItem(GOES_ON) !== null);
  const [undone, setUndone] = createSignal(false);
  // Who has hung up, reported or been cut off has another look first.
  const leads = () => ['hung_up', 'next', 'disconnected', 'lost'].includes(props.state.how);
  const going = () => leads() && goesOn() && !undone() && !props.state.again;
  const timer = setTimeout(() => {
    if (going()) props.onNext();
    else setUndone(true);
  }, UNDO);
  onCleanup(() => clearTimeout(timer));
  /** Whoever is busy with something else here isn't taken away from it. */
  const stayFor = (open: () => void) => () => {
    setUndone(true);
    open();
  };
  const choose = (on: boolean) => {
    setGoesOn(on);
    if (on) props.storage.setItem(GOES_ON, 'yes');
    else props.storage.removeItem(GOES_ON);
  };

  return (
    <section class="words words-ended">
      <h1 tabindex="-1">{m().ended[props.state.how].title}</h1>
      <p class="lead">
        {m().endedSo[props.state.how]}{' '}
        <Show when={props.state.seconds > 0}>{m().ended.talked(spoken(props.state.seconds))}</Show>
      </p>
      <Show when={going()}>
        <p class="going" role="status">
          {m().endedThen.going}{' '}
          <button type="button" class="button" onClick={() => setUndone(true)}>
            {m().endedThen.stay}
          </button>
        </p>
      </Show>
      <Show when={props.state.again || callsAgain(props.state, now())}>
        <Show
          when={!props.state.again}
          fallback={
            <p class="small" role="status">
              {callsAgain(props.state, now()) ? m().endedThen.asked : m().endedThen.unanswered}
            </p>
          }
        >
          <button type="button" class="button" onClick={() => props.onAgain()}>
            {m().endedThen.again}
          </button>
        </Show>
      </Show>
      <button type="button" class="chooser" onClick={stayFor(props.onFilter)}>
        <span class="chooser-label">{m().start.meet}</span>
        <WishSummary wish={props.wish} countryName={props.countryName} />
        <Icon name="chevron" />
      </button>
      <label class="goes-on">
        <input type="checkbox" checked={goesOn()} onChange={(event) => choose(event.currentTarget.checked)} />
        {m().endedThen.goesOn}
      </label>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onHome()}>
          {m().common.home}
        </button>
        <Show when={props.onReport}>
          {(onReport) => (
            <button type="button" class="report-open" onClick={stayFor(onReport())}>
              {m().report.open}
            </button>
          )}
        </Show>
      </div>
    </section>
  );
}
