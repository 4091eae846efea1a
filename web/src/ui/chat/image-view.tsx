import { createSignal, Match, Show, Switch } from 'solid-js';
import type { ImageLine } from '../../call/chat/chat';
import { m } from '../language/language-later';
import { Picture } from './picture';

/** An image: on its way, here, or given up. A stranger's is blurred until the caller wants to see it. */
export function ImageView(props: {
  readonly line: ImageLine;
  readonly onStop: () => void;
  readonly onReport: (() => void) | undefined;
}) {
  const [seen, setSeen] = createSignal(false);
  const shape = () => `${props.line.width} / ${props.line.height}`;
  return (
    <Switch>
      <Match when={props.line.status === 'under_way'}>
        <div class="picture picture-coming">
          <label>
            {props.line.mine ? m().chat.sending : m().chat.receiving}
            <progress max={1} value={props.line.share} />
          </label>
          <button type="button" class="button button-small" onClick={() => props.onStop()}>
            {m().chat.stop}
          </button>
        </div>
      </Match>
      <Match when={props.line.status === 'here' && props.line.url}>
        {(url) => (
          <div class="picture">
            <img src={url()} alt={m().chat.own} style={{ 'aspect-ratio': shape() }} draggable={false} />
          </div>
        )}
      </Match>
      <Match when={props.line.status === 'here' && props.line.picture}>
        {(picture) => (
          <div class="picture">
            <button
              type="button"
              class="picture-veil"
              data-seen={seen()}
              aria-pressed={seen()}
              onClick={() => setSeen(!seen())}
            >
              <Picture
                picture={picture()}
                width={props.line.width}
                height={props.line.height}
                seen={seen()}
                label={seen() ? m().chat.shown : ''}
              />
              <span class="picture-tap">{seen() ? m().chat.hide : m().chat.show}</span>
            </button>
            <Show when={props.onReport}>
              {(report) => (
                <button type="button" class="button button-small" onClick={() => report()()}>
                  {m().report.open}
                </button>
              )}
            </Show>
          </div>
        )}
      </Match>
      <Match when={props.line.status === 'cancelled' || props.line.status === 'declined'}>
        <p class="small">{props.line.status === 'cancelled' ? m().chat.cancelled : m().chat.declined}</p>
      </Match>
    </Switch>
  );
}
