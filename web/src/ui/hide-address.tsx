import './style/hide-address.css';
import { Show } from 'solid-js';
import type { Hiding } from '../wire';
import { Icon } from './icon';

/** "Hide my IP": what it hides, from whom, and what it costs. Nothing where it can't be had. */
export function HideAddress(props: {
  readonly hiding: Hiding | null | undefined;
  readonly hide: boolean;
  readonly onHide: (hide: boolean) => void;
}) {
  return (
    <>
      <Show when={props.hiding === 'optional'}>
        <div class="hide-address">
          <label>
            <input
              type="checkbox"
              checked={props.hide}
              aria-describedby="hide-address-means"
              onChange={(event) => props.onHide(event.currentTarget.checked)}
            />
            <span>Hide my IP from the other caller</span>
          </label>
          <p class="small" id="hide-address-means">
            <Show
              when={props.hide}
              fallback="Off: your voice takes the shortest way, and a curious stranger could look up your IP address."
            >
              On: your voice goes through Calln’s relay, encrypted between the two of you. Neither of you sees
              the other’s IP address; Calln still sees yours. The sound may come a little later.
            </Show>
          </p>
        </div>
      </Show>
      <Show when={props.hiding === 'always'}>
        <p class="small hidden-always">
          <Icon name="shield" /> Every call here goes through a relay: no caller sees another’s IP address.
        </p>
      </Show>
    </>
  );
}
