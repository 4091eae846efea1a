import { Show } from 'solid-js';
import type { Input } from '../call/audio/silence';
import type { Talking } from '../call/state';

const REASONS: Readonly<Record<Exclude<Input, 'working'>, string>> = {
  silent: 'No sound comes from your microphone. Is it switched on, and the right one?',
  gone: 'Your microphone is gone. Plug it in again, or choose another.',
};

/** Says that the partner hears nothing, to somebody who doesn't know it. Who is muted knows. */
export function Unheard(props: {
  readonly state: Talking;
  readonly input: Input;
  readonly onSettings: () => void;
}) {
  const reason = () => (props.state.muted || props.input === 'working' ? undefined : REASONS[props.input]);
  return (
    <div class="unheard-place" role="alert">
      <Show when={reason()}>
        {(why) => (
          <div class="unheard">
            <p>
              <strong>They can’t hear you.</strong> {why()}
            </p>
            <button type="button" class="button" onClick={() => props.onSettings()}>
              Choose a microphone
            </button>
          </div>
        )}
      </Show>
    </div>
  );
}
