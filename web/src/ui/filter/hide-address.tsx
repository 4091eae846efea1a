import './hide-address.css';
import { Show } from 'solid-js';
import type { Ways } from '../../call/peer/ways';
import type { Hiding } from '../../wire';
import { Icon } from '../frame/icon';
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
        <div class="hide-address">
          <label>
            <input
              type="checkbox"
              checked={props.ways === 'hidden'}
              aria-describedby="hide-address-means"
              onChange={(event) => props.onWays(event.currentTarget.checked ? 'hidden' : 'any')}
            />
            <span>{m().hide.label}</span>
          </label>
          <p class="small" id="hide-address-means">
            <Show when={props.ways === 'hidden'} fallback={m().hide.off}>
              {m().hide.on}
            </Show>
          </p>
        </div>
      </Show>
      <Show when={props.hiding === 'always'}>
        <p class="small hidden-always">
          <Icon name="shield" /> {m().hide.always}
        </p>
      </Show>
    </>
  );
}
