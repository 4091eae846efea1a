import '@fontsource-variable/outfit/index.css';
import './ui/style/tokens.css';
import './ui/style/base.css';
import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';
import { Caller } from './call/caller';
import { Microphone } from './call/microphone';
import { obstacle } from './call/obstacle';
import { Session } from './call/session';
import { Speaker } from './call/speaker';
import { START } from './call/state';
import { ScreenWakeLock } from './call/wake-lock';
import { App } from './ui/app';

/** The two elements that `index.html` holds for us. */
function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html has no #${id}`);
  return found;
}

const [state, setState] = createSignal(START);
const screen = new ScreenWakeLock(document, navigator.wakeLock);
const caller = new Caller(
  {
    microphone: new Microphone(navigator.mediaDevices),
    speaker: new Speaker(element('speaker', HTMLAudioElement)),
    session: new Session(new BroadcastChannel('calln'), Date.now()),
    obstacle: obstacle(window),
    now: () => performance.now(),
  },
  (changed) => {
    screen.held = changed.at === 'talking';
    setState(changed);
  },
);

// A page that goes away ends its call at once; one that the browser brings back begins afresh.
window.addEventListener('pagehide', () => caller.leave());

render(
  () => <App state={state()} caller={caller} storage={sessionStorage} languages={navigator.languages} />,
  element('page', HTMLDivElement),
);
