import '@fontsource-variable/outfit/index.css';
import './ui/style/tokens.css';
import './ui/style/base.css';
import { createSignal } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { render } from 'solid-js/web';
import { Desk } from './call/audio/desk';
import { recall } from './call/audio/preferences';
import { Caller } from './call/caller';
import { type Chat, NO_CHAT } from './call/chat/conversation';
import { cue } from './call/cue';
import { LockScreen } from './call/lock-screen';
import { Microphone } from './call/microphone';
import { whenNetworkChanges } from './call/network';
import { Notice } from './call/notice';
import { obstacle } from './call/obstacle';
import { type Quality, QualityWatch } from './call/quality';
import { Session } from './call/session';
import { Speaker } from './call/speaker';
import { START } from './call/state';
import { ScreenWakeLock } from './call/wake-lock';
import { firebase, Gate } from './site/analytics';
import { type Consent, recallConsent, rememberConsent } from './site/consent';
import { NOTHING, siteOffers } from './site/offers';
import { visitEvent } from './site/visit-event';
import { App } from './ui/app';
import { type Language, preferred, recallLanguage, rememberLanguage, speak } from './ui/language';

/** The two elements that `index.html` holds for us. */
function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html has no #${id}`);
  return found;
}

const [state, setState] = createSignal(START);
const [quality, setQuality] = createSignal<Quality>({ grade: 'unknown' });
const microphone = new Microphone(navigator.mediaDevices, recall(sessionStorage));
const speaker = new Speaker(element('speaker', HTMLAudioElement));
const now = () => performance.now();
const desk = new Desk(
  { microphone, speaker, media: navigator.mediaDevices, storage: sessionStorage, now },
  (changed) => {
    const { pushToTalk } = changed.preferences;
    // In a call too: from then on only what is held is heard, or everything again.
    if (pushToTalk !== audio().preferences.pushToTalk) caller.mute(pushToTalk);
    setAudio(changed);
  },
);
const [audio, setAudio] = createSignal(desk.state);
const notice = new Notice(document);
const [chat, setChat] = createStore<Chat>(NO_CHAT);
const screen = new ScreenWakeLock(document, navigator.wakeLock);
const caller = new Caller(
  {
    microphone,
    speaker,
    session: new Session(new BroadcastChannel('calln'), Date.now()),
    beginsMuted: () => desk.state.preferences.pushToTalk,
    obstacle: obstacle(window),
    now,
  },
  (changed) => {
    const happened = cue(state(), changed);
    if (happened !== undefined) desk.chime(happened);
    if (happened === 'match' && desk.state.preferences.notify)
      notice.show('Somebody is here', 'Your call has begun.');
    if (changed.at !== 'talking') notice.take();
    screen.held = changed.at === 'talking';
    watch.call = changed.at === 'talking' ? changed.call : undefined;
    lockScreen.show(changed, 'Talking to a stranger');
    const event = visitEvent(state(), changed, performance.now());
    if (event !== undefined) visits?.told(event);
    setState(changed);
  },
  // By its ids, so that a line that changes stays the element that it was.
  (said) => setChat(reconcile(said, { key: 'id' })),
);
const watch = new QualityWatch(() => caller.statistics(), setQuality);
const lockScreen = new LockScreen(navigator.mediaSession, {
  toggleMute: () => {
    const now = state();
    if (now.at === 'talking') caller.mute(!now.muted);
  },
  hangUp: () => caller.hangUp(),
});

// A page that goes away ends its call at once; one that the browser brings back begins afresh.
window.addEventListener('pagehide', () => caller.leave());
whenNetworkChanges(window, () => caller.networkChanged());

const { documentElement } = document;
const choose = (chosen: Language) => {
  rememberLanguage(sessionStorage, chosen);
  void speak(chosen, navigator.languages, documentElement);
};
await speak(
  recallLanguage(sessionStorage) ?? preferred(navigator.languages),
  navigator.languages,
  documentElement,
);

const [site, setSite] = createSignal(NOTHING);
const [consent, setConsent] = createSignal(recallConsent(localStorage, navigator));
let visits: Gate | undefined;
const openVisits = () => {
  const { firebase: config } = site();
  if (config === null || consent() !== 'accepted') return;
  visits ??= new Gate(firebase(config));
  void visits.open();
};
const answer = (said: Exclude<Consent, 'unasked'>) => {
  rememberConsent(localStorage, said);
  setConsent(said);
  if (said === 'declined') visits?.stop();
  else openVisits();
};
void siteOffers().then((offers) => {
  setSite(offers);
  openVisits();
});

render(
  () => (
    <App
      state={state()}
      chat={chat}
      caller={caller}
      audio={audio()}
      desk={desk}
      quality={quality()}
      notice={notice}
      storage={sessionStorage}
      onLanguage={choose}
      site={site()}
      consent={consent()}
      onConsent={answer}
    />
  ),
  element('page', HTMLDivElement),
);
