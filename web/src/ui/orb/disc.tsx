import { Match, Show, Switch } from 'solid-js';
import type { CallState } from '../../call/state';
import { tryAgain } from '../ended/problems';
import { Flag } from '../filter/flag';
import { Icon, type IconName } from '../frame/icon';
import { m } from '../language/language';

/** What the button says in a state; undefined where there is nothing to press. */
function label(state: CallState): string | undefined {
  switch (state.at) {
    case 'start':
      return m().button.talk;
    case 'ended':
      return m().button.next;
    case 'failed':
      return tryAgain(state.problem.kind);
    default:
      return undefined;
  }
}

const ICONS: Partial<Record<CallState['at'], IconName>> = { start: 'microphone', ended: 'next' };

/** The middle of the orb: the one button, or, once somebody is there, their flag. */
export function Disc(props: {
  readonly state: CallState;
  readonly onNear: () => void;
  readonly onCall: () => void;
}) {
  const partner = () => (props.state.at === 'talking' ? props.state.partner : undefined);
  return (
    <Switch fallback={<StillDisc icon={props.state.at === 'asking' ? 'microphone' : 'listening'} />}>
      <Match when={label(props.state)}>
        {(text) => (
          <button
            type="button"
            class="disc disc-button"
            onPointerEnter={() => props.onNear()}
            onFocus={() => props.onNear()}
            onClick={() => props.onCall()}
          >
            <Icon name={ICONS[props.state.at] ?? 'again'} />
            <span>{text()}</span>
          </button>
        )}
      </Match>
      <Match when={partner()}>
        {(stranger) => (
          <div class="disc disc-partner">
            <Show when={stranger().country} fallback={<Icon name="globe" />}>
              {(country) => <Flag country={country()} />}
            </Show>
          </div>
        )}
      </Match>
    </Switch>
  );
}

/** The disc with nothing to press. */
export function StillDisc(props: { readonly icon: IconName }) {
  return (
    <div class="disc disc-still">
      <Icon name={props.icon} />
    </div>
  );
}
