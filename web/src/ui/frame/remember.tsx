import { createSignal } from 'solid-js';
import type { Choices } from '../../choices';
import { m } from '../language/language-later';
import { Toggle } from './toggle';

/** Whether this device remembers the caller's choices: off until they wish it, and forgotten at one tap. */
export function Remember(props: { readonly choices: Choices }) {
  const [remembered, setRemembered] = createSignal(props.choices.remembered);
  const remember = (wished: boolean) => {
    props.choices.remember(wished);
    setRemembered(wished);
  };
  return (
    <Toggle label={m().remember.label} on={remembered()} onToggle={remember}>
      {remembered() ? m().remember.on : m().remember.off}
    </Toggle>
  );
}
