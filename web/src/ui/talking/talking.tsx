import '../ended/report.css';
import './talking.css';
import { createEffect, createSignal, onCleanup, onMount, Show } from 'solid-js';
import { optional } from '../../browser/optional';
import type { Caller } from '../../call/caller';
import type { Chat } from '../../call/chat/chat';
import type { SoundSettings, SoundSettingsState } from '../../call/devices/audio/sound-settings';
import { LockScreen } from '../../call/devices/lock-screen';
import { ScreenWakeLock } from '../../call/devices/wake-lock';
import { QualityWatch, type Seen, SILENCE, UNSEEN } from '../../call/peer/quality';
import type { Talking as TalkingState } from '../../call/state';
import { ChatPanel } from '../chat/panel';
import { SafetyWords } from '../chat/safety-words';
import { Icon } from '../frame/icon';
import { number } from '../language/language';
import { m } from '../language/language-later';
import { createNow } from '../now';
import { Level } from '../sound/level-meter';
import { CallBar } from './call-bar';
import { callStatus } from './call-status';
import { clock } from './duration';
import { LeaveQuestion } from './leave-question';
import { QualityMark, QualityWords } from './quality-mark';
import { shortcut } from './shortcut';
import { stay } from './stay';
import { TalkButton } from './talk-button';
import { Unheard } from './unheard';

/** From this width on the chat has room beside the call, and is open from the start. */
const BESIDE = '(min-width: 64rem)';

/** Where the open chat lies over the controls, or a keyboard would. */
const SLIM = '(max-width: 51.99rem), (max-height: 30rem)';

/** In the call. */
export function Talking(props: {
  readonly state: TalkingState;
  readonly chat: Chat;
  readonly caller: Caller;
  readonly soundSettings: SoundSettings;
  readonly audio: SoundSettingsState;
  readonly onSettings: () => void;
  readonly countryName: (code: string) => string;
  readonly onReport: () => void;
  /** The caller was about to go, perhaps by accident, and is asked. */
  readonly leaving: boolean;
  readonly onLeaving: (leaving: boolean) => void;
}) {
  const now = createNow(250);
  const who = () =>
    props.state.partner.country === null
      ? m().talking.somewhere
      : m().talking.somebodyIn(props.countryName(props.state.partner.country));
  const seconds = () => Math.max(0, Math.floor((now() - (props.state.since ?? now())) / 1000));
  const [chatting, setChatting] = createSignal(optional(() => matchMedia(BESIDE).matches) === true);
  const small = optional(() => matchMedia(SLIM));
  const [slim, setSlim] = createSignal(small?.matches === true);
  const resized = () => setSlim(small?.matches === true);
  optional(() => small?.addEventListener('change', resized));
  onCleanup(() => optional(() => small?.removeEventListener('change', resized)));
  /** Counts how often the caller asked to write by the key. */
  const [sought, setSought] = createSignal(0);
  let chatControl: HTMLButtonElement | undefined;
  const theirs = () => props.chat.lines.filter((line) => !line.mine).length;
  const [read, setRead] = createSignal(0);
  const unread = () => theirs() - read();
  const toggleMute = () => props.caller.mute(!props.state.muted);
  const ownPeak = () => (props.state.muted ? null : props.soundSettings.peak());
  const held = () => props.audio.preferences.pushToTalk;

  const [seen, setSeen] = createSignal<Seen>(UNSEEN);
  /** Bars are for what arrives: without, they are those of the worst line. */
  const quality = () => (props.state.arrives ? seen().quality : SILENCE);
  const watch = new QualityWatch(() => props.caller.statistics(), setSeen);
  createEffect(() => {
    watch.call = props.state.call;
  });
  onCleanup(() => {
    watch.call = undefined;
  });

  const awake = new ScreenWakeLock(
    document,
    optional(() => navigator.wakeLock),
  );
  onCleanup(() => awake.release());
  const lockScreen = new LockScreen(
    optional(() => navigator.mediaSession),
    {
      toggleMute,
      hangUp: () => props.caller.hangUp(),
    },
  );
  createEffect(() => lockScreen.show(props.state, m().talking.lockScreen));
  onCleanup(() => lockScreen.clear());

  createEffect(() => chatting() && setRead(theirs()));

  onCleanup(() => props.onLeaving(false));
  onMount(() => onCleanup(stay(window, () => props.onLeaving(true))));

  onMount(() => {
    const pressed = (event: KeyboardEvent) => {
      const meant = shortcut(event);
      if (meant === 'mute' && !held()) toggleMute();
      else if (meant === 'next') void props.caller.next();
      else if (meant === 'hang_up') props.caller.hangUp();
      else if (meant === 'chat') {
        // The letter is the shortcut, not the first one of a message.
        event.preventDefault();
        setChatting(true);
        setSought(sought() + 1);
      }
    };
    document.addEventListener('keydown', pressed);
    onCleanup(() => document.removeEventListener('keydown', pressed));
  });

  return (
    <section class="words words-talking">
      <h1 tabindex="-1">{who()}</h1>
      <p class="link" data-link={props.state.link}>
        <Show
          when={props.state.since !== null}
          fallback={<span class="link-word">{m().talking.connecting}</span>}
        >
          <time class="timer" translate="no">
            {clock(seconds())}
          </time>
          <span class="link-word">
            {m().talking[props.state.link === 'connected' ? 'connected' : 'reconnecting']}
          </span>
          <QualityMark quality={quality()} way={seen().way} />
        </Show>
      </p>
      <p class="away" role="status">
        {callStatus(props.state, props.chat)}
      </p>
      <QualityWords quality={props.state.away === 'nobody' ? quality() : UNSEEN.quality} />
      <SafetyWords words={props.chat.words} />
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
            data-muted={props.state.muted}
            title={m().talking[props.state.muted ? 'unmuteKey' : 'muteKey']}
            onClick={toggleMute}
          >
            <span class="control-face">
              <Level class="level-ring" peak={ownPeak} />
              <Icon name={props.state.muted ? 'muted' : 'microphone'} />
            </span>
            <span class="control-label">{m().talking[props.state.muted ? 'unmute' : 'mute']}</span>
            <span class="control-key" aria-hidden="true">
              M
            </span>
          </button>
        </Show>
        <button
          type="button"
          class="control control-chat"
          ref={chatControl}
          aria-expanded={chatting()}
          title={m().chat.titleKey}
          onClick={() => setChatting(!chatting())}
        >
          <span class="control-face">
            <Icon name="chat" />
            <Show when={unread() > 0}>
              <span class="unread">
                <span translate="no">{number(unread())}</span>
                <span class="visually-hidden"> {m().chat.unread}</span>
              </span>
            </Show>
          </span>
          <span class="control-label">{m().chat.title}</span>
          <span class="control-key" aria-hidden="true">
            C
          </span>
        </button>
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
        <button type="button" class="report-open" onClick={() => props.onReport()}>
          {m().report.open}
        </button>
      </fieldset>
      <ChatPanel
        chat={props.chat}
        caller={props.caller}
        open={chatting()}
        sought={sought()}
        onClose={() => {
          setChatting(false);
          chatControl?.focus();
        }}
        onReport={() => props.onReport()}
        bar={
          <Show when={chatting() && slim()}>
            <CallBar
              who={who()}
              time={props.state.since === null ? m().talking.connecting : clock(seconds())}
              status={
                (props.state.muted ? `${m().talking.youAreMuted} ` : '') +
                (callStatus(props.state, props.chat) ||
                  (props.state.since !== null && props.state.link !== 'connected'
                    ? m().talking.reconnecting
                    : ''))
              }
              muted={props.state.muted}
              onMute={toggleMute}
              onHangUp={() => props.caller.hangUp()}
              onReport={() => props.onReport()}
            />
          </Show>
        }
      />
      <Show when={props.leaving}>
        <LeaveQuestion onHangUp={() => props.caller.hangUp()} onStay={() => props.onLeaving(false)} />
      </Show>
      <p class="visually-hidden" role="status">
        <Show when={unread() > 0}>
          {unread() === 1 ? m().chat.newMessage : m().chat.newMessages(number(unread()))}
        </Show>
      </p>
    </section>
  );
}
