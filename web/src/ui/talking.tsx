import './style/talking.css';
import { onCleanup, onMount, Show } from 'solid-js';
import type { Desk, DeskState } from '../call/audio/desk';
import type { Caller } from '../call/caller';
import type { Quality } from '../call/quality';
import type { Talking as TalkingState } from '../call/state';
import { clock } from './duration';
import { Icon } from './icon';
import { Level } from './level-meter';
import { createNow } from './now';
import { QualityMark, QualityWords } from './quality-mark';
import { shortcut } from './shortcut';
import { TalkButton } from './talk-button';
import { Unheard } from './unheard';

/** In the call. */
export function Talking(props: {
  readonly state: TalkingState;
  readonly caller: Caller;
  readonly desk: Desk;
  readonly audio: DeskState;
  readonly quality: Quality;
  readonly onSettings: () => void;
  readonly countryName: (code: string) => string;
  readonly language: string;
}) {
  const now = createNow(250);
  const seconds = () => Math.max(0, Math.floor((now() - (props.state.since ?? now())) / 1000));
  const toggleMute = () => props.caller.mute(!props.state.muted);
  const ownPeak = () => (props.state.muted ? null : props.desk.peak());
  const held = () => props.audio.preferences.pushToTalk;

  onMount(() => {
    const pressed = (event: KeyboardEvent) => {
      const meant = shortcut(event);
      if (meant === 'mute' && !held()) toggleMute();
      else if (meant === 'next') void props.caller.next();
      else if (meant === 'hang_up') props.caller.hangUp();
    };
    document.addEventListener('keydown', pressed);
    onCleanup(() => document.removeEventListener('keydown', pressed));
  });

  return (
    <section class="words words-talking">
      <h1 tabindex="-1">
        Somebody{' '}
        <Show when={props.state.partner.country} fallback="somewhere">
          {(country) => (
            <>
              in <span lang={props.language}>{props.countryName(country())}</span>
            </>
          )}
        </Show>
      </h1>
      <p class="link" data-link={props.state.link}>
        <Show when={props.state.since !== null} fallback={<span class="link-word">Connecting…</span>}>
          <time class="timer">{clock(seconds())}</time>
          <span class="link-word">{props.state.link === 'connected' ? 'connected' : 'reconnecting…'}</span>
          <QualityMark quality={props.quality} />
        </Show>
      </p>
      <QualityWords quality={props.quality} />
      <Unheard state={props.state} input={props.audio.input} onSettings={() => props.onSettings()} />
      <Show when={props.state.soundBlocked}>
        <button
          type="button"
          class="button button-strong tap-to-hear"
          onClick={() => void props.caller.hear()}
        >
          <Icon name="sound" /> Tap to hear them
        </button>
      </Show>
      <fieldset class="controls">
        <legend class="visually-hidden">Call</legend>
        <Show
          when={!held()}
          fallback={
            <TalkButton
              muted={props.state.muted}
              peak={ownPeak}
              onTalk={(talks) => props.caller.mute(!talks)}
            />
          }
        >
          <button
            type="button"
            class="control control-mute"
            aria-pressed={props.state.muted}
            title="Mute (M)"
            onClick={toggleMute}
          >
            <span class="control-face">
              <Level class="level-ring" peak={ownPeak} />
              <Icon name={props.state.muted ? 'muted' : 'microphone'} />
            </span>
            <span class="control-label">Mute</span>
            <span class="control-key" aria-hidden="true">
              M
            </span>
          </button>
        </Show>
        <button
          type="button"
          class="control control-next"
          title="Next caller (N)"
          onClick={() => void props.caller.next()}
        >
          <span class="control-face">
            <Icon name="next" />
          </span>
          <span class="control-label">Next</span>
          <span class="control-key" aria-hidden="true">
            N
          </span>
        </button>
        <button
          type="button"
          class="control control-end"
          title="Hang up (H)"
          onClick={() => props.caller.hangUp()}
        >
          <span class="control-face">
            <Icon name="hangUp" />
          </span>
          <span class="control-label">Hang up</span>
          <span class="control-key" aria-hidden="true">
            H
          </span>
        </button>
      </fieldset>
    </section>
  );
}
