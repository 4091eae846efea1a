import './style/audio-settings.css';
import { For, type JSX, onMount, Show } from 'solid-js';
import type { Desk, DeskState, Rehearsal } from '../call/audio/desk';
import type { Device } from '../call/audio/devices';
import type { Preferences } from '../call/audio/preferences';
import { Icon } from './icon';
import { m } from './language';
import { LevelMeter } from './level-meter';

type Switch =
  | 'echoCancellation'
  | 'noiseSuppression'
  | 'autoGainControl'
  | 'pushToTalk'
  | 'sounds'
  | 'notify';

const REHEARSALS: Readonly<Record<Rehearsal, string>> = {
  none: 'Record four seconds and hear yourself.',
  recording: 'Recording. Say something…',
  playing: 'Now you hear yourself as others do.',
  heard: 'If you heard yourself, all is well.',
  silent: 'Nothing came from your microphone. Is it switched on, and the right one?',
};

/** How to hear and be heard. A sheet over the page, before a call and in it. */
export function AudioSettings(props: {
  readonly desk: Desk;
  readonly state: DeskState;
  /** In a call the partner would hear a rehearsal. */
  readonly inCall: boolean;
  readonly notifications: NotificationPermission | 'unsupported';
  readonly onNotify: () => Promise<boolean>;
  readonly onClose: () => void;
}) {
  let dialog: HTMLDialogElement | undefined;
  onMount(() => {
    dialog?.showModal();
    props.desk.list();
    if (!props.inCall) props.desk.unmute();
  });
  const preferences = () => props.state.preferences;
  const choose = (change: Partial<Preferences>) => props.desk.choose(change);

  const flip = (
    key: Switch,
    label: string,
    detail: string,
    turn: (on: boolean) => unknown = (on) => choose({ [key]: on }),
  ): JSX.Element => (
    <label class="switch">
      <span>
        {label}
        <small>{detail}</small>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={preferences()[key]}
        checked={preferences()[key]}
        onChange={async ({ currentTarget }) => {
          await turn(currentTarget.checked);
          // What is so, where the browser said no.
          currentTarget.checked = preferences()[key];
        }}
      />
    </label>
  );
  const notify = async (on: boolean) => choose({ notify: on && (await props.onNotify()) });

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; the keys have Escape
    <dialog
      class="filter audio-settings"
      ref={dialog}
      aria-labelledby="audio-title"
      onClose={() => props.onClose()}
      onClick={(event) => event.target === dialog && dialog.close()}
    >
      <div class="filter-body">
        <header class="filter-top">
          <h2 id="audio-title">Sound</h2>
          <button type="button" class="button button-strong" onClick={() => dialog?.close()}>
            Done
          </button>
        </header>

        <section class="audio-part">
          <h3>You</h3>
          <Show
            when={props.state.microphone.open}
            fallback={
              <>
                <p class="small">
                  {props.state.problem === null
                    ? 'To choose and try a microphone, allow Calln to use it. Nobody hears you yet.'
                    : m().problems[props.state.problem].detail}
                </p>
                <button type="button" class="button" onClick={() => void props.desk.open()}>
                  <Icon name="microphone" /> Try the microphone
                </button>
              </>
            }
          >
            <DeviceChoice
              id="microphone"
              label="Microphone"
              devices={props.state.devices.microphones}
              chosen={preferences().microphone}
              onChoose={(microphone) => choose({ microphone })}
            />
            <LevelMeter label="Your microphone’s level" peak={() => props.desk.peak()} />
            <Show
              when={!props.inCall}
              fallback={
                <Show when={props.state.input !== 'working'}>
                  <p class="small">{REHEARSALS.silent}</p>
                </Show>
              }
            >
              <div class="rehearsal">
                <button
                  type="button"
                  class="button"
                  aria-disabled={['recording', 'playing'].includes(props.state.rehearsal)}
                  onClick={() => void props.desk.rehearse()}
                >
                  Hear yourself
                </button>
                <p class="small" role="status">
                  {REHEARSALS[props.state.rehearsal]}
                </p>
              </div>
            </Show>
          </Show>
          {flip('pushToTalk', 'Hold to talk', 'Heard only while you hold the space bar or the button.')}
        </section>

        <section class="audio-part">
          <h3>Them</h3>
          <Show when={props.state.choosesSpeaker && props.state.devices.speakers.length > 0}>
            <DeviceChoice
              id="speaker"
              label="Loudspeaker"
              devices={props.state.devices.speakers}
              chosen={preferences().speaker}
              onChoose={(speaker) => choose({ speaker })}
            />
          </Show>
          <label class="volume">
            Their volume
            <input
              type="range"
              min="0"
              max="100"
              step="5"
              value={Math.round(preferences().volume * 100)}
              onInput={({ currentTarget }) => choose({ volume: currentTarget.valueAsNumber / 100 })}
            />
          </label>
        </section>

        <section class="audio-part">
          <h3>Your voice</h3>
          {flip('echoCancellation', 'Echo cancellation', 'Keeps their voice from coming back to them.')}
          {flip('noiseSuppression', 'Noise suppression', 'Turns down fans, streets and keyboards.')}
          {flip('autoGainControl', 'Automatic level', 'Quiet and loud voices come across alike.')}
        </section>

        <section class="audio-part">
          <h3>Signs</h3>
          {flip('sounds', 'Sounds', 'When somebody is found, and when they go.')}
          <Show when={props.notifications !== 'unsupported'}>
            {flip(
              'notify',
              'Notification',
              props.notifications === 'denied'
                ? 'Your browser forbids it for this site.'
                : 'When somebody is found while you look elsewhere.',
              notify,
            )}
          </Show>
        </section>

        <p class="small">
          What you choose lasts as long as this tab. Something doesn’t work?{' '}
          <a href="/check" target="_blank" rel="noopener">
            Test everything
          </a>
        </p>
      </div>
    </dialog>
  );
}

function DeviceChoice(props: {
  readonly id: string;
  readonly label: string;
  readonly devices: readonly Device[];
  readonly chosen: string | null;
  readonly onChoose: (device: string | null) => void;
}) {
  // A device that has gone isn't offered; while it is away the system's choice stands in.
  const present = () => props.devices.some(({ id }) => id === props.chosen);
  return (
    <div class="device">
      <label for={`audio-${props.id}`}>{props.label}</label>
      <select
        id={`audio-${props.id}`}
        onChange={({ currentTarget }) => props.onChoose(currentTarget.value || null)}
      >
        <option value="" selected={!present()}>
          Automatic
        </option>
        <For each={props.devices}>
          {({ id, label }, index) => (
            <option value={id} selected={id === props.chosen}>
              {label || `${props.label} ${index() + 1}`}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
