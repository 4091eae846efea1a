import './audio-settings.css';
import { For, type JSX, onMount, Show } from 'solid-js';
import type { InApp } from '../../app/in-app';
import type { Device } from '../../call/devices/audio/devices';
import type { Preferences } from '../../call/devices/audio/preferences';
import type { SoundSettings, SoundSettingsState } from '../../call/devices/audio/sound-settings';
import type { Choices } from '../../choices';
import { microphoneRemedy } from '../ended/microphone-remedy';
import { Icon } from '../frame/icon';
import { Remember } from '../frame/remember';
import { language } from '../language/language';
import { m } from '../language/language-later';
import { LevelMeter } from './level-meter';

type Switch =
  | 'echoCancellation'
  | 'noiseSuppression'
  | 'autoGainControl'
  | 'pushToTalk'
  | 'sounds'
  | 'notify';

/** How to hear and be heard. A sheet over the page, before a call and in it. */
export function AudioSettings(props: {
  readonly soundSettings: SoundSettings;
  readonly state: SoundSettingsState;
  /** In a call the partner would hear a rehearsal. */
  readonly choices: Choices;
  readonly inCall: boolean;
  /** The Android app around the page, where there is one: it has the sound's routes. */
  readonly app: InApp | undefined;
  readonly notifications: NotificationPermission | 'unsupported';
  readonly onNotify: () => Promise<boolean>;
  readonly onClose: () => void;
}) {
  let dialog: HTMLDialogElement | undefined;
  onMount(() => {
    dialog?.showModal();
    props.soundSettings.list();
    if (!props.inCall) props.soundSettings.unmute();
    else if (props.state.input !== 'working') void props.soundSettings.takeBack();
  });
  const words = () => m().sound;
  const preferences = () => props.state.preferences;
  const choose = (change: Partial<Preferences>) => props.soundSettings.choose(change);

  const flip = (
    key: Switch,
    turn: (on: boolean) => unknown = (on) => choose({ [key]: on }),
    forbidden = () => false,
  ): JSX.Element => (
    <label class="switch">
      <span>
        {words().switches[key].label}
        <small>{forbidden() ? words().forbidden : words().switches[key].detail}</small>
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
          <h2 id="audio-title">{m().common.sound}</h2>
          <button type="button" class="button button-strong" onClick={() => dialog?.close()}>
            {m().common.done}
          </button>
        </header>

        <section class="audio-part">
          <h3>{words().you}</h3>
          <Show
            when={props.state.microphone.open}
            fallback={
              <>
                <p class="small">
                  {props.state.problem === null ? words().allow : microphoneRemedy(props.state.problem)}
                </p>
                <button type="button" class="button" onClick={() => void props.soundSettings.open()}>
                  <Icon name="microphone" /> {words().try}
                </button>
              </>
            }
          >
            <DeviceChoice
              id="microphone"
              label={words().microphone}
              devices={props.state.devices.microphones}
              chosen={preferences().microphone}
              onChoose={(microphone) => choose({ microphone })}
            />
            <LevelMeter label={words().level} peak={() => props.soundSettings.peak()} />
            <Show
              when={!props.inCall}
              fallback={
                <Show when={props.state.input !== 'working'}>
                  <p class="small">{words().rehearsals.silent}</p>
                </Show>
              }
            >
              <div class="rehearsal">
                <button
                  type="button"
                  class="button"
                  aria-disabled={['recording', 'playing'].includes(props.state.rehearsal)}
                  onClick={() => void props.soundSettings.rehearse()}
                >
                  {words().hear}
                </button>
                <p class="small" role="status">
                  {words().rehearsals[props.state.rehearsal]}
                </p>
              </div>
            </Show>
          </Show>
          {flip('pushToTalk')}
        </section>

        <section class="audio-part">
          <h3>{words().them}</h3>
          <Show when={props.inCall && props.app}>{(app) => <RouteChoice app={app()} />}</Show>
          <Show when={props.state.choosesSpeaker && props.state.devices.speakers.length > 0}>
            <DeviceChoice
              id="speaker"
              label={words().speaker}
              devices={props.state.devices.speakers}
              chosen={preferences().speaker}
              onChoose={(speaker) => choose({ speaker })}
            />
          </Show>
          <label class="volume">
            {words().volume}
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
          <h3>{words().voice}</h3>
          {flip('echoCancellation')}
          {flip('noiseSuppression')}
          {flip('autoGainControl')}
        </section>

        <section class="audio-part">
          <h3>{words().signs}</h3>
          {flip('sounds')}
          <Show when={props.notifications !== 'unsupported'}>
            {flip('notify', notify, () => props.notifications === 'denied')}
          </Show>
        </section>

        <Show when={props.app?.showPrivacyOptions}>
          {(show) => (
            <p>
              <button type="button" class="link-button" onClick={() => show()()}>
                {m().consent.options}
              </button>
            </p>
          )}
        </Show>
        <Show when={props.app}>
          {(app) => (
            <p class="small">
              {m().app.android}{' '}
              <button type="button" class="link-button" onClick={() => app().showSettings()}>
                {m().app.settings}
              </button>
            </p>
          )}
        </Show>
        <Remember choices={props.choices} />
        <p class="small">
          {words().trouble}{' '}
          <a href={`/check?lang=${language()}`} target="_blank" rel="noopener">
            {words().test}
          </a>
        </p>
      </div>
    </dialog>
  );
}

/** Where the phone lets the partner's voice out. */
function RouteChoice(props: { readonly app: InApp }) {
  return (
    <div class="device">
      <label for="audio-route">{m().app.route}</label>
      <select id="audio-route" onChange={({ currentTarget }) => props.app.chooseRoute(currentTarget.value)}>
        <For each={props.app.routes}>
          {({ id, kind, name }) => (
            <option value={id} selected={id === props.app.chosen}>
              {name ?? m().app.routes[kind]}
            </option>
          )}
        </For>
      </select>
    </div>
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
          {m().sound.automatic}
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
