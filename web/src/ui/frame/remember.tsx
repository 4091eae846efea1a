import { createSignal, Show } from 'solid-js';
import type { Choices } from '../../choices';
import { m } from '../language/language-later';

/** Whether this device remembers the caller's choices: off until they wish it, and forgotten at one tap. */
export function Remember(props: { readonly choices: Choices }) {
  const [remembered, setRemembered] = createSignal(props.choices.remembered);
  return (
    <div class="hide-address">
      <label>
        <input
          type="checkbox"
          checked={remembered()}
          aria-describedby="remember-means"
          onChange={({ currentTarget }) => {
            props.choices.remember(currentTarget.checked);
            setRemembered(currentTarget.checked);
          }}
        />
        <span>{m().remember.label}</span>
      </label>
      <p class="small" id="remember-means">
        <Show when={remembered()} fallback={m().remember.off}>
          {m().remember.on}
        </Show>
      </p>
    </div>
  );
}
