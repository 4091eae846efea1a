import '@fontsource-variable/outfit/index.css';
import './ui/style/tokens.css';
import './ui/style/base.css';
import { createSignal } from 'solid-js';
import type { InApp } from './app/in-app';
import { apart } from './browser/apart';
import { fetchCode, watchStyles, whenOutdated } from './browser/fetch-code';
import { optional, optionally } from './browser/optional';
import { fetchCallCode } from './call/call-code';
import { Caller } from './call/caller';
import { type Chat, NO_CHAT } from './call/chat/chat';
import { fetchConversation } from './call/chat/coming-conversation';
import { recall } from './call/devices/audio/preferences';
import { fetchChime, SoundSettings } from './call/devices/audio/sound-settings';
import { cue } from './call/devices/cue';
import { Microphone } from './call/devices/microphone';
import { whenNetworkChanges } from './call/devices/network';
import { Notice } from './call/devices/notice';
import { Speaker } from './call/devices/speaker';
import { obstacle } from './call/obstacle';
import { CallKeeper } from './call/return/kept-call';
import { Session } from './call/search/session';
import { Signalling } from './call/signalling/signalling';
import { START } from './call/state';
import { Choices } from './choices';
import { kept } from './kept';
import type { Consent } from './site/consent';
import { NOTHING } from './site/offers';
import type { Visit } from './site/visit';
import { App } from './ui/app';
import {
  browserLanguages,
  type Language,
  m,
  preferred,
  recallLanguage,
  rememberLanguage,
  speak,
} from './ui/language/language';
import { whenIdle } from './ui/later/idle';
import { preload } from './ui/later/later';
import { startPage } from './ui/start-page';

/** The two elements that `index.html` holds for us. */
function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html has no #${id}`);
  return found;
}

const tab = kept(() => sessionStorage);
const choices = new Choices(
  tab,
  kept(() => localStorage),
);
const media = optional(() => navigator.mediaDevices);
const [state, setState] = createSignal(START);
const microphone = new Microphone(
  media,
  optional(() => navigator.permissions),
  recall(choices),
);
const speaker = new Speaker(element('speaker', HTMLAudioElement));
const now = () => performance.now();
const wallClock = () => Date.now();
const keeper = new CallKeeper(tab, wallClock);
const soundSettings = new SoundSettings({ microphone, speaker, media, storage: choices, now }, (changed) => {
  const { pushToTalk } = changed.preferences;
  // In a call too: from then on only what is held is heard, or everything again.
  if (pushToTalk !== audio().preferences.pushToTalk) caller.mute(pushToTalk);
  caller.loseVoice(changed.input !== 'working');
  setAudio(changed);
});
const [audio, setAudio] = createSignal(soundSettings.state);
const [app, setApp] = createSignal<InApp>();
const notice = new Notice(document);
const [chat, setChat] = createSignal<Chat>(NO_CHAT);
const caller = new Caller(
  {
    microphone,
    speaker,
    keeper,
    locks: optional(() => navigator.locks),
    signalling: (events) => new Signalling(tab, events),
    fetchCode: fetchCallCode,
    session: new Session(
      optional(() => new BroadcastChannel('calln')),
      Date.now(),
      tab,
    ),
    holdsToTalk: () => soundSettings.state.preferences.pushToTalk,
    microphoneMissing: (problem) => soundSettings.miss(problem),
    obstacle: obstacle(window),
    now,
    wallClock,
  },
  (changed) => {
    const before = state();
    apart(() => setState(changed));
    apart(() => {
      const happened = cue(before, changed);
      if (happened !== undefined) soundSettings.chime(happened);
      if (happened === 'match' && soundSettings.state.preferences.notify)
        notice.show(m().notice.title, m().notice.body);
      if (changed.at !== 'talking') notice.take();
    });
    apart(() => visit?.call(before, changed, now()));
  },
  setChat,
);

whenNetworkChanges(window, () => caller.networkChanged());
// Systems give a microphone back without a word, and some only to a page that is seen or touched.
for (const sign of ['pointerdown', 'keydown']) document.addEventListener(sign, () => microphone.revive());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) microphone.takeBack();
});

watchStyles(document);

const { documentElement } = document;
const choose = (chosen: Language) => {
  rememberLanguage(choices, chosen);
  void speak(chosen, browserLanguages(), documentElement);
};
await speak(recallLanguage(choices) ?? preferred(browserLanguages()), browserLanguages(), documentElement);

// A task of its own, after that in which all the code ran: what the browser has to do meanwhile needn't wait for both.
await new Promise((resolve) => setTimeout(resolve));

const isOnline = () => optional(() => navigator.onLine) ?? true;
const [online, setOnline] = createSignal(isOnline());
for (const change of ['online', 'offline']) addEventListener(change, () => setOnline(isOnline()));

const [outdated, setOutdated] = createSignal(false);
whenOutdated(() => setOutdated(true));

const [site, setSite] = createSignal(NOTHING);
const [consent, setConsent] = createSignal<Consent>('unasked');
let visit: Visit | undefined;

if (keeper.text !== null) await caller.takeUp();
window.addEventListener('pagehide', () => caller.leavePage());
// One that the browser brings back as it was has no connections any more.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted && keeper.text !== null) location.reload();
});

startPage(
  () => (
    <App
      state={state()}
      chat={chat()}
      caller={caller}
      audio={audio()}
      soundSettings={soundSettings}
      notice={notice}
      storage={choices}
      onLanguage={choose}
      online={online()}
      outdated={outdated()}
      site={site()}
      app={app()}
      consent={consent()}
      onConsent={(said) => visit?.answer(said)}
    />
  ),
  element('page', HTMLDivElement),
);

// The rest comes while nothing happens, so that no screen of a call has to wait for it.
whenIdle(async () => {
  void preload();
  for (const fetch of [fetchCallCode, fetchConversation, fetchChime]) fetch().catch(() => undefined);
  const code = await fetchCode(() => import('./site/visit')).catch(() => undefined);
  if (code !== undefined)
    visit = new code.Visit({ offers: setSite, consent: setConsent, app: setApp }, caller, keeper, state);
  if (import.meta.env.PROD) await optionally(() => navigator.serviceWorker.register('/sw.js'));
});
