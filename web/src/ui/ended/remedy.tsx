import { Show } from 'solid-js';
import type { InApp } from '../../app/in-app';
import type { Problem } from '../../call/state';
import { m } from '../language/language-later';
import { microphoneRemedy } from './microphone-remedy';

/** What helps against a problem that isn't the way to the server: these words can still be fetched. */
export function Remedy(props: {
  readonly against: Exclude<Problem, { kind: 'unreachable' | 'too_often' | 'refused' }>;
  /** The Android app around the page, where there is one: it leads to its permissions. */
  readonly app: InApp | undefined;
}) {
  const words = () => {
    const { against } = props;
    switch (against.kind) {
      case 'not_connected':
        return m().remedies.noWay[against.relay];
      case 'insecure':
      case 'unsupported':
      case 'tampered':
      case 'elsewhere':
        return m().remedies[against.kind];
      default:
        return microphoneRemedy(against);
    }
  };
  return (
    <>
      <p class="lead">{words()}</p>
      <Show when={props.against.kind === 'microphone_refused' && props.app}>
        {(app) => (
          <button type="button" class="button" onClick={() => app().showSettings()}>
            {m().app.settings}
          </button>
        )}
      </Show>
    </>
  );
}
