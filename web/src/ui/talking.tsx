import './style/report.css';
import './style/talking.css';
import { onCleanup, onMount, Show } from 'solid-js';
import type { Desk, DeskState } from '../call/audio/desk';
import type { Caller } from '../call/caller';
import type { Quality } from '../call/quality';
import type { Talking as TalkingState } from '../call/state';
import { clock } from './duration';
import { Icon } from './icon';
import { m } from './language';
import { Level } from './level-meter';
import { createNow } from './now';
import { QualityMark, QualityWords } from './quality-mark';
import { REPORT } from './safety-words';
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
  readonly onReport: () => void;
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
        <Show when={props.state.partner.country} fallback={m().talking.somewhere}>
          {(country) => m().talking.somebodyIn(props.countryName(country()))}
        </Show>
      </h1>
      <p class="link" data-link={props.state.link}>
        <Show
          when={props.state.since !== null}
          fallback={<span class="link-word">{m().talking.connecting}</span>}
        >
          <time class="timer">{clock(seconds())}</time>
          <span class="link-word">
            {m().talking[props.state.link === 'connected' ? 'connected' : 'reconnecting']}
          </span>
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
          <Icon name="sound" /> {m().talking.hear}
        </button>
      </Show>
      <button type="button" class="report-open" onClick={() => props.onReport()}>
        {REPORT.open}
      </button>
      <fieldset class="controls">
        <legend class="visually-hidden">{m().talking.controls}</legend>
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
            title={m().talking.muteKey}
            onClick={toggleMute}
          >
            <span class="control-face">
              <Level class="level-ring" peak={ownPeak} />
              <Icon name={props.state.muted ? 'muted' : 'microphone'} />
            </span>
            <span class="control-label">{m().talking.mute}</span>
            <span class="control-key" aria-hidden="true">
              M
            </span>
          </button>
        </Show>
        <button
          type="button"
          class="control control-next"
          title={m().talking.nextKey}
          onClick={() => void props.caller.next()}
        >
          <span class="control-face">
            <Icon name="next" />
          </span>
          <span class="control-label">{m().talking.next}</span>
          <span class="control-key" aria-hidden="true">
            N
          </span>
        </button>
        <button
          type="button"
          class="control control-end"
          title={m().talking.hangUpKey}
          onClick={() => props.caller.hangUp()}
        >
          <span class="control-face">
            <Icon name="hangUp" />
          </span>
          <span class="control-label">{m().talking.hangUp}</span>
          <span class="control-key" aria-hidden="true">
            H
          </span>
        </button>
      </fieldset>
    </section>
  );
}
