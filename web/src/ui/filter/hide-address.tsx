import './hide-address.css';
import { Show } from 'solid-js';
import type { Ways } from '../../call/ways/ways';
import type { Hiding } from '../../wire';
import { Icon } from '../frame/icon';
import { Toggle } from '../frame/toggle';
import { m } from '../language/language';

/** "Hide my IP": what it hides, from whom, and what it costs. Nothing where it can't be had. */
export function HideAddress(props: {
  readonly hiding: Hiding | undefined;
  readonly ways: Ways;
  readonly onWays: (ways: Ways) => void;
}) {
  return (
    <>
      <Show when={props.hiding === 'optional'}>
        <Toggle
          label={m().hide.label}
          on={props.ways === 'hidden'}
          onToggle={(on) => props.onWays(on ? 'hidden' : 'any')}
        >
          {props.ways === 'hidden' ? m().hide.on : m().hide.off}
        </Toggle>
      </Show>
      <Show when={props.hiding === 'always'}>
        <p class="small hidden-always">
          <Icon name="shield" /> {m().hide.always}
        </p>
      </Show>
    </>
  );
}
