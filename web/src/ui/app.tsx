import './style/app.css';
import { createEffect, createMemo, createSignal, Match, on, Show, Switch } from 'solid-js';
import type { InApp } from '../app/in-app';
import type { Caller } from '../call/caller';
import type { Chat } from '../call/chat/chat';
import type { SoundSettings, SoundSettingsState } from '../call/devices/audio/sound-settings';
import type { Notice } from '../call/devices/notice';
import { type OwnCountry, recall, remember, type Wish } from '../call/search/wish';
import type { CallState } from '../call/state';
import { recallWays, relayOffered, rememberWays, type Ways } from '../call/ways/ways';
import type { Choices } from '../choices';
import type { Consent } from '../site/consent';
import { needsConsent } from '../site/offers';
import type { Relay, Site, AdSlot as Slot } from '../wire';
import { type Age, recallAge, rememberAge } from './age/age';
import { Failed } from './ended/failed';
import { namesIn } from './filter/country-name';
import { announcement } from './frame/announcement';
import { Footer } from './frame/footer';
import { Icon } from './frame/icon';
import { Outdated } from './frame/outdated';
import { Wordmark } from './frame/wordmark';
import { type Language, locale, m } from './language/language';
import {
  AdSlot,
  AgeGate,
  AudioSettings,
  Banned,
  ConsentBanner,
  Ended,
  Filter,
  Looking,
  Report,
  Talking,
  TooYoung,
} from './later/later';
import { Disc, StillDisc } from './orb/disc';
import type { Mood } from './orb/halo';
import { Orb } from './orb/orb';
import { Asking } from './search/asking';
import { OnlineNow } from './start/online-now';
import { Start } from './start/start';

const MOODS: Readonly<Record<CallState['at'], Mood>> = {
  start: 'resting',
  asking: 'resting',
  looking: 'searching',
  talking: 'voice',
  ended: 'quiet',
  failed: 'quiet',
  banned: 'quiet',
};

/** Where advertising may stand; on every other screen there is none. */
const AD_SLOTS: Partial<Record<CallState['at'], Slot>> = {
  start: 'start',
  looking: 'waiting',
  talking: 'call',
  ended: 'ended',
};

/** The whole page: one orb, and beside it what there is to say in each state of the call. */
export function App(props: {
  readonly state: CallState;
  readonly chat: Chat;
  readonly caller: Caller;
  readonly audio: SoundSettingsState;
  readonly soundSettings: SoundSettings;
  readonly notice: Notice;
  readonly storage: Choices;
  readonly onLanguage: (chosen: Language) => void;
  /** Whether the device has a network, as far as the browser knows. Some VPNs have it believe that there is none. */
  readonly online: boolean;
  /** The server has a newer page, and code of this one is gone. */
  readonly outdated: boolean;
  readonly site: Site;
  /** The Android app around the page, where there is one. */
  readonly app: InApp | undefined;
  readonly consent: Consent;
  readonly onConsent: (answer: Exclude<Consent, 'unasked'>) => void;
}) {
  const [wish, setWish] = createSignal(recall(props.storage));
  const [own, setOwn] = createSignal<OwnCountry>({ kind: 'automatic' });
  const [relay, setRelay] = createSignal<Relay | null>(null);
  void relayOffered().then(setRelay);
  const [ways, setWays] = createSignal(recallWays(props.storage));
  const [filtering, setFiltering] = createSignal(false);
  const [tuning, setTuning] = createSignal(false);
  const [age, setAge] = createSignal(recallAge(props.storage));
  const [reconsidering, setReconsidering] = createSignal(false);
  const asksConsent = () =>
    needsConsent(props.site) &&
    (reconsidering() || (props.consent === 'unasked' && props.state.at !== 'talking'));
  const unreachable = () => state('failed')?.problem.kind === 'unreachable';
  /** Not over a call, unless that stands there without its controls; the newer page takes it up again. */
  const offersReload = () =>
    props.outdated && !unreachable() && (props.state.at !== 'talking' || !Talking.here());
  const slot = createMemo((): Slot | undefined => {
    const place = AD_SLOTS[props.state.at];
    return place !== undefined && props.site.ads.slots.includes(place) ? place : undefined;
  });
  const [askingAge, setAskingAge] = createSignal(false);
  /** Whether to leave the call is being asked: what leads out of it may have been pressed by accident. */
  const [leaving, setLeaving] = createSignal(false);
  const home = () =>
    props.state.at === 'talking' && Talking.here() ? setLeaving(true) : props.caller.leave();
  /** The call that is being reported: it may end meanwhile. */
  const [reporting, setReporting] = createSignal<string>();
  /** The last call that was reported or blocked: once is enough. */
  const [reported, setReported] = createSignal<string>();
  let stage: HTMLElement | undefined;

  const countryNames = createMemo(() => namesIn([locale()]));
  const countryName = (code: string) => countryNames()(code);
  const said = createMemo(() => announcement(props.state, countryName));

  const choose = (chosen: Wish) => {
    setWish(chosen);
    remember(props.storage, chosen);
  };
  const chooseWays = (chosen: Ways) => {
    setWays(chosen);
    rememberWays(props.storage, chosen);
  };
  const call = () => {
    if (age() === 'adult') void props.caller.start(wish(), own(), ways());
    else setAskingAge(true);
  };
  /** Nothing is prepared for whoever hasn't said that they are of age. */
  const near = () => {
    if (age() === 'adult') props.caller.ready(ways());
  };
  /** No pointer comes near on a phone: the first touch of anything says that somebody is there. */
  const touched = () => {
    if (props.state.at === 'start') near();
  };
  const answer = (said: Exclude<Age, 'unsaid'>) => {
    // Of whoever is under age a device remembers nothing, and another tab asks again.
    if (said === 'minor') props.storage.remember(false);
    rememberAge(props.storage, said);
    setAge(said);
    setAskingAge(false);
    if (said === 'adult') call();
  };
  const widen = () => {
    choose({ ...wish(), mode: 'any' });
    lookAgain();
  };
  const search = () => [wish(), own(), ways()] as const;
  const lookAgain = () => void props.caller.change(...search());
  let sought = search();
  const filter = () => {
    sought = search();
    setFiltering(true);
  };
  /** Who changes their wish while they wait goes on with the new one. */
  const filtered = () => {
    setFiltering(false);
    if (search().some((now, at) => now !== sought[at])) lookAgain();
  };

  createEffect(() => {
    document.title = `${said()} · Calln`;
  });

  // Each screen begins at its top. The control that had the focus is often gone with its screen: the heading takes over.
  createEffect(
    on(
      () => props.state.at,
      () => {
        scrollTo({ top: 0 });
        const { activeElement } = document;
        if (activeElement === null || activeElement === document.body) stage?.querySelector('h1')?.focus();
      },
      { defer: true },
    ),
  );

  const state = <At extends CallState['at']>(at: At) =>
    props.state.at === at ? (props.state as Extract<CallState, { at: At }>) : undefined;

  return (
    <div class="page" data-at={props.state.at} onPointerDown={touched}>
      <header class="top">
        <Wordmark onHome={home} />
        <Show when={props.state.at === 'start'}>
          <OnlineNow />
        </Show>
        <button type="button" class="top-button" onClick={() => setTuning(true)}>
          <Icon name="sliders" />
          <span>{m().common.sound}</span>
        </button>
      </header>
      <main class="stage" ref={stage}>
        <Orb mood={MOODS[props.state.at]} level={() => props.caller.level()}>
          <Show when={age() !== 'minor'} fallback={<StillDisc icon="listening" />}>
            <Disc state={props.state} onNear={near} onCall={call} />
          </Show>
        </Orb>
        <Switch>
          <Match when={age() === 'minor'}>
            <TooYoung />
          </Match>
          <Match when={state('start')}>
            <Start
              wish={wish()}
              countryName={countryName}
              onFilter={filter}
              hiding={relay()?.hiding}
              ways={ways()}
              onWays={chooseWays}
              online={props.online}
            />
          </Match>
          <Match when={state('asking')}>
            <Asking onCancel={() => props.caller.leave()} />
          </Match>
          <Match when={state('looking')}>
            {(looking) => (
              <Looking
                state={looking()}
                wish={wish()}
                countryName={countryName}
                onFilter={filter}
                onWiden={widen}
                onCancel={() => props.caller.leave()}
              />
            )}
          </Match>
          <Match when={state('talking')}>
            {(talking) => (
              <Talking
                state={talking()}
                chat={props.chat}
                caller={props.caller}
                soundSettings={props.soundSettings}
                audio={props.audio}
                onSettings={() => setTuning(true)}
                countryName={countryName}
                onReport={() => setReporting(talking().call)}
                leaving={leaving()}
                onLeaving={setLeaving}
              />
            )}
          </Match>
          <Match when={state('ended')}>
            {(ended) => (
              <Ended
                state={ended()}
                storage={props.storage}
                wish={wish()}
                countryName={countryName}
                onFilter={filter}
                onAgain={() => void props.caller.again()}
                onNext={call}
                onReport={reported() === ended().call ? undefined : () => setReporting(ended().call)}
                onHome={() => props.caller.leave()}
              />
            )}
          </Match>
          <Match when={state('banned')}>
            {(banned) => <Banned ban={banned().ban} onHome={() => props.caller.leave()} />}
          </Match>
          <Match when={state('failed')}>
            {(failed) => (
              <Failed
                problem={failed().problem}
                outdated={props.outdated}
                app={props.app}
                onHome={() => props.caller.leave()}
              />
            )}
          </Match>
        </Switch>
        <Show when={offersReload()}>
          <Outdated />
        </Show>
        <Show when={asksConsent()}>
          <ConsentBanner
            sought={reconsidering()}
            onAnswer={(answer) => {
              setReconsidering(false);
              props.onConsent(answer);
            }}
          />
        </Show>
      </main>
      <Show when={slot()} keyed>
        {(place) => <AdSlot slot={place} ads={props.site.ads} consented={props.consent === 'accepted'} />}
      </Show>
      <Footer
        onLanguage={(chosen) => props.onLanguage(chosen)}
        app={props.app !== undefined}
        site={props.site}
        onConsent={
          props.app
            ? props.app.showPrivacyOptions
            : needsConsent(props.site)
              ? () => setReconsidering(true)
              : undefined
        }
      />
      <Show when={filtering()}>
        <Filter
          wish={wish()}
          own={own()}
          countrySeen={() => props.caller.countrySeen()}
          onWish={choose}
          onOwn={setOwn}
          fallsBack={relay()?.fallback === true && relay()?.hiding === 'optional'}
          ways={ways()}
          onWays={chooseWays}
          choices={props.storage}
          onClose={filtered}
        />
      </Show>
      <Show when={tuning()}>
        <AudioSettings
          soundSettings={props.soundSettings}
          state={props.audio}
          choices={props.storage}
          inCall={props.state.at === 'talking'}
          app={props.app}
          notifications={props.notice.permission}
          onNotify={() => props.notice.ask()}
          onClose={() => {
            setTuning(false);
            // Opened for a try, and nobody calls: the browser shows that nobody listens.
            if (props.state.at === 'start') props.soundSettings.close();
          }}
        />
      </Show>
      <Show when={askingAge()}>
        <AgeGate
          onNear={() => props.caller.ready(ways())}
          choices={props.storage}
          onAnswer={answer}
          onClose={() => setAskingAge(false)}
        />
      </Show>
      <Show when={reporting()} keyed>
        {(call) => (
          <Report
            ends={state('talking')?.call === call}
            onReport={(reason) => {
              setReported(call);
              return props.caller.report(call, reason);
            }}
            onBlock={() => {
              setReported(call);
              return props.caller.block(call);
            }}
            onClose={() => setReporting(undefined)}
          />
        )}
      </Show>
      <p class="visually-hidden" role="status">
        {said()}
      </p>
    </div>
  );
}
