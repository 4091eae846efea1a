import { Show } from 'solid-js';
import type { Input } from '../../call/devices/audio/silence';
import type { Talking } from '../../call/state';
import { m } from '../language/language-later';

/** Says that the partner hears nothing, to somebody who doesn't know it. Who is muted knows. */
export function Unheard(props: {
  readonly state: Talking;
  readonly input: Input;
  readonly onSettings: () => void;
}) {
  const reason = () =>
    props.state.muted || props.input === 'working' ? undefined : m().unheard[props.input];
  return (
    <div class="unheard-place" role="alert">
      <Show when={reason()}>
        {(why) => (
          <div class="unheard">
            <p>
              <strong>{m().unheard.title}</strong> <span>{why()}</span>
            </p>
            <button type="button" class="button" onClick={() => props.onSettings()}>
              {m().unheard.choose}
            </button>
          </div>
        )}
      </Show>
    </div>
  );
}
