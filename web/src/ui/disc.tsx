import { Match, Show, Switch } from 'solid-js';
import type { CallState } from '../call/state';
import { Flag } from './flag';
import { Icon, type IconName } from './icon';
import { PROBLEMS } from './problems';

/** What the button says in a state; undefined where there is nothing to press. */
function label(state: CallState): string | undefined {
  switch (state.at) {
    case 'start':
      return 'Talk to a stranger';
    case 'ended':
      return 'Next caller';
    case 'failed':
      return PROBLEMS[state.problem.kind].again;
    default:
      return undefined;
  }
}

const ICONS: Partial<Record<CallState['at'], IconName>> = { start: 'microphone', ended: 'next' };

/** The middle of the orb: the one button, or, once somebody is there, their flag. */
export function Disc(props: { readonly state: CallState; readonly onCall: () => void }) {
  const partner = () => (props.state.at === 'talking' ? props.state.partner : undefined);
  return (
    <Switch
      fallback={
        <div class="disc disc-still">
          <Icon name={props.state.at === 'asking' ? 'microphone' : 'listening'} />
        </div>
      }
    >
      <Match when={label(props.state)}>
        {(text) => (
          <button type="button" class="disc disc-button" onClick={() => props.onCall()}>
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
