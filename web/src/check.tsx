import '@fontsource-variable/outfit/index.css';
import './ui/style/tokens.css';
import './ui/style/base.css';
import { createSignal } from 'solid-js';
import { optional } from './browser/optional';
import { Examination, type Examined } from './call/check/examination';
import { recall } from './call/devices/audio/preferences';
import { Microphone } from './call/devices/microphone';
import { kept } from './kept';
import { Check } from './ui/check/check';
import { fetchWords } from './ui/check/words';
import {
  browserLanguages,
  isLanguage,
  preferred,
  recallLanguage,
  rememberLanguage,
} from './ui/language/language';
import { startPage } from './ui/start-page';

const place = document.getElementById('page');
if (place === null) throw new Error('check.html has no #page');

const tab = kept(() => sessionStorage);
const [examined, setExamined] = createSignal<Examined>({ findings: {}, running: 'nothing' });
const microphone = new Microphone(
  optional(() => navigator.mediaDevices),
  undefined,
  recall(tab),
);
const examination = new Examination(microphone, setExamined);

window.addEventListener('pagehide', () => microphone.close());

// The tab that opened this one says which language was chosen there; from here on it is this tab's as well.
const asked = new URLSearchParams(location.search).get('lang');
if (asked !== null && isLanguage(asked)) rememberLanguage(tab, asked);
const { language, words } = await fetchWords(recallLanguage(tab) ?? preferred(browserLanguages()));
document.documentElement.lang = language;
document.documentElement.dir = words.direction;
document.title = `${words.title} · Calln`;
startPage(() => <Check words={words} examined={examined()} examination={examination} />, place);
