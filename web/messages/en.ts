import type { enLater } from './en-later';
import { inCountry } from './in-country/en.ts';

/**
 * The words of the screens that everybody sees, by the screen that says them: they come with the page. What is said
 * from a match on, and in sheets, is in `en-later.ts`. The other languages have the shape of both together, or the
 * page doesn't compile.
 *
 * A message with something in it is a function; numbers, lists, durations and names come to it ready, in the
 * form of the language (`Intl`). A text with an emphasis in the middle is told in three parts.
 */
export const en = {
  common: {
    home: 'Back to the start',
    cancel: 'Cancel',
    done: 'Done',
    again: 'Try again',
    language: 'Language',
    sound: 'Sound',
  },
  wordmark: { label: 'Calln, back to the start' },
  notice: { title: 'Somebody is here', body: 'Your call has begun.' },
  footer: {
    attribution: 'Country data: IPFire Location database (CC BY-SA 4.0)',
    runBy: (who: string) => `Run by ${who}.`,
    links: 'About this service',
    privacy: 'Privacy',
    terms: 'Terms',
    rules: 'Rules',
    promises: 'Promises',
    about: 'About',
    status: 'Status',
    myData: 'Your data',
  },
  share: { label: 'Share Calln', copied: 'Link copied' },
  consent: { change: 'Privacy choice', options: 'Privacy options' },
  button: { talk: 'Talk to a stranger', next: 'Next caller' },
  announcement: {
    asking: 'Allow the microphone',
    found: (who: string) => `Found ${who}, connecting`,
    talking: (who: string) => `Talking to ${who}`,
    reconnecting: 'Reconnecting',
    somebody: 'somebody',
    somebodyIn: (country: string) => `somebody ${inCountry(country)}`,
    banned: 'You can’t call for a while',
    proving: 'A moment of work first',
  },
  start: {
    title: ['Somewhere, someone would like to ', 'talk', '.'],
    lead: 'One button, one voice. No account, no name, no recording.',
    meet: 'Meet',
    microphone:
      'When you press the button, your browser asks for your microphone: it is how they hear you. Calln itself never hears or records you.',
  },
  hide: {
    label: 'Hide my IP from the other caller',
    off: 'Off: your voice takes the shortest way, and a curious stranger could look up your IP address.',
    on: 'On: your voice goes through Calln’s relay, encrypted between the two of you. Neither of you sees the other’s IP address; Calln still sees yours. The sound may come a little later.',
    always: 'Every call here goes through a relay: no caller sees another’s IP address.',
  },
  online: {
    nobody: 'Nobody here just now',
    few: 'A few people here now',
    many: (count: string) => `${count}+ people here now`,
  },
  outdated: { said: 'Calln has been updated since you opened this page.', reload: 'Load it again' },
  offline: 'Your browser says that there is no network. You can press the button all the same.',
  asking: {
    title: 'May they hear you?',
    lead: 'Your browser is asking for the microphone. Allow it, and the search begins.',
    promise: 'Your voice goes to the one person you meet. Calln itself never hears or records it.',
  },
  looking: { title: 'Looking for somebody' },
  ended: {
    talked: (time: string) => `You talked for ${time}.`,
    lessThanASecond: 'less than a second',
    hung_up: { title: 'They hung up' },
    next: { title: 'They moved on' },
    disconnected: { title: 'They are gone' },
    lost: { title: 'They are gone' },
    you_reported: { title: 'You reported them' },
    you_blocked: { title: 'You two are kept apart' },
    you_hung_up: { title: 'You hung up' },
    connection_lost: {
      title: 'You were cut off',
    },
  },
  /** Each problem with a way on. */
  problems: {
    microphone_refused: { title: 'Calln may not use your microphone' },
    microphone_blocked: { title: 'The microphone is blocked' },
    microphone_failed: { title: 'The microphone didn’t open' },
    microphone_missing: { title: 'There is no microphone' },
    microphone_busy: { title: 'The microphone won’t start' },
    insecure: { title: 'This address isn’t secure' },
    unsupported: { title: 'This browser can’t make calls' },
    unreachable: {
      title: 'Calln can’t be reached',
      detail: 'Either your connection is down or the service is. Check yours, then try again.',
    },
    too_often: { title: 'Too much at once' },
    elsewhere: { title: 'You are searching in another tab' },
    not_connected: {
      title: 'The call didn’t connect',
      again: 'Find another',
    },
    tampered: {
      title: 'Somebody may be in the middle',
    },
    refused: { title: 'Calln said no' },
  },
  wish: {
    anyone: 'Anyone, anywhere',
    only: (countries: string) => `Only ${countries}`,
    except: (countries: string) => `Anyone but ${countries}`,
    more: (count: string) => `${count} more`,
  },
};

/** What another language has to say. */
export type Messages = FirstMessages & Translated<typeof enLater>;

/** What it says before anything else. */
export type FirstMessages = Translated<typeof en>;

type Translated<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Translated<T[Key]> };
