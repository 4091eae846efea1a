import { onCleanup, onMount } from 'solid-js';
import { Icon } from '../frame/icon';
import { m } from '../language/language-later';
import { Level } from '../sound/level-meter';
import { isTyping } from './shortcut';

/**
 * Heard only while it is held: by a finger, by the mouse, or by the space bar wherever the focus is. Enter still
 * presses buttons. Assistive technology clicks without holding; then a second click ends what the first began.
 */
export function TalkButton(props: {
  readonly muted: boolean;
  readonly peak: () => number | null;
  readonly onTalk: (talks: boolean) => void;
}) {
  onMount(() => {
    const isSpace = (event: KeyboardEvent) => event.code === 'Space' && !isTyping(event);
    const down = (event: KeyboardEvent) => {
      if (!isSpace(event) || event.ctrlKey || event.altKey || event.metaKey) return;
      // Neither scrolls nor presses the button that has the focus.
      event.preventDefault();
      if (!event.repeat) props.onTalk(true);
    };
    const up = (event: KeyboardEvent) => {
      if (!isSpace(event)) return;
      event.preventDefault();
      props.onTalk(false);
    };
    // Whoever looks elsewhere lets go where this page can't see it.
    const away = () => props.onTalk(false);
    document.addEventListener('keydown', down);
    document.addEventListener('keyup', up);
    window.addEventListener('blur', away);
    onCleanup(() => {
      document.removeEventListener('keydown', down);
      document.removeEventListener('keyup', up);
      window.removeEventListener('blur', away);
    });
  });

  return (
    <button
      type="button"
      class="control control-talk"
      aria-pressed={!props.muted}
      title={m().talking.holdKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        props.onTalk(true);
      }}
      onPointerUp={() => props.onTalk(false)}
      onPointerCancel={() => props.onTalk(false)}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        if (event.detail === 0) props.onTalk(props.muted);
      }}
    >
      <span class="control-face">
        <Level class="level-ring" peak={props.peak} />
        <Icon name={props.muted ? 'muted' : 'microphone'} />
      </span>
      <span class="control-label">{m().talking.holdToTalk}</span>
      <span class="control-key" aria-hidden="true">
        {m().talking.space}
      </span>
    </button>
  );
}
