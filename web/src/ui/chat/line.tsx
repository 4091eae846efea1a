import { For, Match, Show, Switch } from 'solid-js';
import type { Line as ChatLine, TextLine } from '../../call/chat/chat';
import { Icon } from '../frame/icon';
import { m } from '../language/language-later';
import { ImageView } from './image-view';
import { parts } from './links';

/** One entry of the conversation. */
export function Line(props: {
  readonly line: ChatLine;
  readonly onStop: (id: number) => void;
  readonly onReport: (() => void) | undefined;
}) {
  return (
    <li class="line" data-mine={props.line.mine}>
      <span class="visually-hidden">{props.line.mine ? m().chat.you : m().chat.they}: </span>
      <Switch>
        <Match when={props.line.kind === 'text' && props.line}>{(line) => <Text line={line()} />}</Match>
        <Match when={props.line.kind === 'image' && props.line}>
          {(line) => (
            <ImageView line={line()} onStop={() => props.onStop(line().id)} onReport={props.onReport} />
          )}
        </Match>
      </Switch>
    </li>
  );
}

function Text(props: { readonly line: TextLine }) {
  return (
    <>
      <p class="bubble" dir="auto">
        <For each={parts(props.line.text)}>
          {(part) => (
            <Show when={part.link} fallback={part.text}>
              {(link) => (
                <details class="linked">
                  <summary>{part.text}</summary>
                  <span class="linked-step">
                    <a href={link().href} target="_blank" rel="noopener noreferrer nofollow">
                      {m().chat.openLink(link().host)}
                    </a>
                    {m().chat.linkWarning}
                  </span>
                </details>
              )}
            </Show>
          )}
        </For>
      </p>
      <Show when={props.line.mine}>
        <span class="mark" data-delivered={props.line.delivered}>
          <Show when={props.line.delivered} fallback={m().chat.notDelivered}>
            <Icon name="check" /> {m().chat.delivered}
          </Show>
        </span>
      </Show>
    </>
  );
}
