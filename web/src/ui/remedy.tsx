import { Show } from 'solid-js';
import type { Problem } from '../call/state';
import { m } from './language-later';

/** What helps against a problem that isn't the way to the server: these words can still be fetched. */
export function Remedy(props: {
  readonly against: Exclude<Problem, { kind: 'unreachable' | 'too_often' | 'refused' }>;
  readonly onSettings: (() => void) | undefined;
}) {
  const { remedies } = m();
  const words = () =>
    props.against.kind === 'not_connected'
      ? remedies.noWay[props.against.relay]
      : remedies[props.against.kind];
  return (
    <>
      <p class="lead">{words()}</p>
      <Show when={props.against.kind === 'microphone_refused' && props.onSettings}>
        {(show) => (
          <button type="button" class="button" onClick={() => show()()}>
            {m().app.settings}
          </button>
        )}
      </Show>
    </>
  );
}
