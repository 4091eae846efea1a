import { createSignal, Match, Show, Switch } from 'solid-js';
import type { ImageLine } from '../../call/chat/chat';
import { Icon } from '../frame/icon';
import { m } from '../language/language-later';
import { Enlarged } from './enlarged';
import { Picture } from './picture';

/**
 * An image: on its way, here, or given up. A stranger's is blurred until the caller wants to see it, and again
 * only if they want that.
 */
export function ImageView(props: {
  readonly line: ImageLine;
  readonly onStop: () => void;
  readonly onReport: (() => void) | undefined;
}) {
  const [seen, setSeen] = createSignal(false);
  const [large, setLarge] = createSignal(false);
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
            <span class="mark" data-delivered="true">
              <Icon name="check" /> {m().chat.delivered}
            </span>
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
              onClick={() => (seen() ? setLarge(true) : setSeen(true))}
            >
              <Picture
                picture={picture()}
                width={props.line.width}
                height={props.line.height}
                seen={seen()}
                label={seen() ? m().chat.shown : ''}
              />
              <span class="picture-tap">{seen() ? m().chat.enlarge : m().chat.show}</span>
            </button>
            <Show when={seen()}>
              <button type="button" class="button button-small" onClick={() => setSeen(false)}>
                {m().chat.hide}
              </button>
            </Show>
            <Show when={large()}>
              <Enlarged onClose={() => setLarge(false)}>
                <Picture
                  picture={picture()}
                  width={props.line.width}
                  height={props.line.height}
                  seen={true}
                  label={m().chat.shown}
                />
              </Enlarged>
            </Show>
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
