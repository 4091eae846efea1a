/**
 * Every word of the page, by the screen that says it. The other languages have this very shape, or the page
 * doesn't compile.
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
  },
  wordmark: { label: 'Calln, back to the start' },
  footer: {
    attribution: 'Country data: IPFire Location database (CC BY-SA 4.0)',
    links: 'About this service',
    privacy: 'Privacy',
    terms: 'Terms',
    rules: 'Rules',
    about: 'About',
    status: 'Status',
    myData: 'Your data',
  },
  consent: {
    title: 'May we count your visit?',
    text: 'With your consent, a service of others counts visits or chooses advertising for you. Neither ever hears a call. Calls work the same either way.',
    accept: 'Accept',
    decline: 'Decline',
    change: 'Privacy choice',
  },
  ad: { label: 'Advertising' },
  age: {
    question: 'Are you 18 or older?',
    why: 'Calln connects adults who don’t know each other. It is not for children, nor for anybody under 18.',
    adult: 'I am 18 or older',
    minor: 'I am under 18',
    youngTitle: 'Thank you for saying so',
    youngLead: 'Calln is for adults only, so there are no calls here for you yet.',
    youngHelp:
      'If you would like somebody to talk to, your country has free helplines for young people; childhelplineinternational.org lists them.',
  },
  button: { talk: 'Talk to a stranger', next: 'Next caller' },
  announcement: {
    asking: 'Allow the microphone',
    found: (who: string) => `Found ${who}, connecting`,
    talking: (who: string) => `Talking to ${who}`,
    reconnecting: 'Reconnecting',
    somebody: 'somebody',
    somebodyIn: (country: string) => `somebody in ${country}`,
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
  asking: {
    title: 'May they hear you?',
    lead: 'Your browser is asking for the microphone. Allow it, and the search begins.',
    promise: 'Your voice goes to the one person you meet. Calln itself never hears or records it.',
  },
  looking: {
    title: 'Looking for somebody',
    moment: 'One moment.',
    supplyNone: 'Nobody who fits is here yet. You are matched as soon as somebody comes.',
    supplyFew: 'A few people who fit are here.',
    supplyMany: (count: string) => `${count}+ people who fit are here.`,
    usuallyWithin: (time: string) => `Usually within ${time}.`,
    usuallyAbout: (time: string) => `Usually about ${time}.`,
    /** `range` as "5–20 seconds". */
    usually: (range: string) => `Usually ${range}.`,
    offerFew: 'It is taking a while. Opening up to anyone adds a few more people.',
    offerMany: (count: string) => `It is taking a while. Opening up to anyone adds ${count}+ more people.`,
    widen: 'Meet anyone',
  },
  talking: {
    somewhere: 'Somebody somewhere',
    somebodyIn: (country: string) => `Somebody in ${country}`,
    connecting: 'Connecting…',
    connected: 'connected',
    reconnecting: 'reconnecting…',
    away: {
      nobody: '',
      self: 'Reconnecting to Calln. You still hear each other.',
      partner: 'They are reconnecting to Calln. You still hear each other.',
    },
    hear: 'Tap to hear them',
    controls: 'Call',
    mute: 'Mute',
    muteKey: 'Mute (M)',
    next: 'Next',
    nextKey: 'Next caller (N)',
    hangUp: 'Hang up',
    hangUpKey: 'Hang up (H)',
  },
  ended: {
    talked: (time: string) => `You talked for ${time}.`,
    lessThanASecond: 'less than a second',
    hung_up: { title: 'They hung up', detail: 'That was this call.' },
    next: { title: 'They moved on', detail: 'They went to their next call.' },
    disconnected: { title: 'They are gone', detail: 'Their connection closed.' },
    lost: { title: 'They are gone', detail: 'Their connection broke and did not come back.' },
    you_hung_up: { title: 'You hung up', detail: 'Nobody hears you now.' },
    connection_lost: {
      title: 'You were cut off',
      detail: 'Your connection to Calln dropped, and the call with it.',
    },
  },
  /** Each problem with a way on. */
  problems: {
    microphone_refused: {
      title: 'Calln may not use your microphone',
      detail:
        'Without it nobody can hear you. Allow the microphone for this site in your browser, from the icon beside the address, then try again.',
    },
    microphone_missing: {
      title: 'There is no microphone',
      detail: 'Plug one in, or switch it on in your system’s sound settings, then try again.',
    },
    microphone_busy: {
      title: 'The microphone won’t start',
      detail: 'Another program may be holding it. Close that program, then try again.',
    },
    insecure: {
      title: 'This address isn’t secure',
      detail:
        'Browsers lend the microphone to secure pages only. Open Calln with an address that begins with https.',
    },
    unsupported: {
      title: 'This browser can’t make calls',
      detail: 'It lacks WebRTC, or WebRTC is switched off. A current Firefox, Chrome, Edge or Safari can.',
    },
    unreachable: {
      title: 'Calln can’t be reached',
      detail: 'Either your connection is down or the service is. Check yours, then try again.',
    },
    not_connected: {
      title: 'The call didn’t connect',
      detail:
        'You found each other, but no way led between your two networks. The next caller’s may be easier to reach.',
      again: 'Find another',
    },
    tampered: {
      title: 'Somebody may be in the middle',
      detail:
        'What came didn’t bear the marks of the person you talked to, so the call was ended. Nothing of your chat could be read. If it happens again, try another network.',
    },
    refused: { title: 'Calln said no' },
  },
  report: {
    open: 'Report',
    title: 'What is wrong?',
    ends: 'Your choice ends the call at once. They are not told why.',
    after: 'This is about the call that has just ended. They are not told.',
    reasons: {
      under_18: 'They seem to be under 18',
      sexual: 'Unwanted sexual talk or images',
      harassment: 'Threats, insults or pressure',
      hate: 'Hatred of a group of people',
      scam: 'They are after money or secrets',
      spam: 'Advertising, a recording or a machine',
      other: 'Something else',
    },
    block: 'Only never meet them again',
    sending: 'One moment…',
    thanks: {
      title: 'Thank you',
      detail:
        'Your report counts. Nobody listens in, so Calln goes by how many different people report somebody: a few are enough to keep them out, for an hour at first and longer each time. A report about somebody under 18 acts at once.',
    },
    too_short: {
      title: 'Thank you',
      detail: 'You talked for too short a time for a report to count.',
    },
    repeated: { title: 'Thank you', detail: 'You have reported this call already.' },
    quota_spent: {
      title: 'Thank you',
      detail: 'As many reports came from your address today as count in a day, so this one doesn’t.',
    },
    too_late: {
      title: 'Thank you',
      detail: 'A call can be reported until a minute after its end; it is too late for this one.',
    },
    unsent: {
      title: 'It didn’t get through',
      detail: 'The report could not be sent. You are out of the call all the same.',
    },
    blocked: { title: 'Done' },
    apart: 'You two don’t meet again while this page stays open.',
  },
  banned: {
    title: 'You can’t call for a while',
    why: {
      under_18: 'Callers from your address were reported as being under 18, or with somebody who is.',
      sexual: 'Callers from your address were reported for unwanted sexual talk or images.',
      harassment: 'Callers from your address were reported for threats, insults or pressure.',
      hate: 'Callers from your address were reported for hatred of a group of people.',
      scam: 'Callers from your address were reported for being after money or secrets.',
      spam: 'Callers from your address were reported for advertising, recordings or machines.',
      other: 'Callers from your address were reported by several others.',
    },
    until: 'It ends by itself on',
    reference: 'Reference',
    contact: 'If it is a mistake, write to',
    shared: 'Others may share your address, and it may not have been you.',
    free: 'There is nothing to pay, ever: whoever asks for money is a fraud.',
    held: 'What Calln holds about you',
  },
  myData: {
    title: 'What Calln holds about you',
    lead: 'There are no accounts, so this is about the internet address that you look at this page from, and perhaps share with others. It is worked out now, from your request.',
    asking: 'Asking the server…',
    nothing: 'Nothing is held about your address.',
    ban: (time: string) => `Until ${time}: kept out`,
    until: (time: string) => `Until ${time} at the latest`,
    kept: {
      calls: (count: string) => `Calls of the last day: ${count}`,
      reports_filed: (count: string) => `Reports that you filed in the last day: ${count}`,
      reports_received: (count: string) => `Networks whose callers reported you in the last day: ${count}`,
      strikes: (count: string) => `Times that you were kept out in the last 30 days: ${count}`,
    },
    why: 'Instead of your address the server keeps a scrambled form of it, whose key is destroyed with it. Bans, and what leads to them, protect others and stay until they end. The count of your calls is deleted if you want that and nobody shares your address; else it goes by itself within a day.',
    delete: 'Delete what may be deleted',
    deleted: 'What could be deleted is gone. This is what stays, and until when:',
    call: 'While a call is on, the server knows besides that you are in it, and your country. That goes with the call.',
  },
  wish: {
    anyone: 'Anyone, anywhere',
    only: (countries: string) => `Only ${countries}`,
    except: (countries: string) => `Anyone but ${countries}`,
    more: (count: string) => `${count} more`,
  },
  filter: {
    title: 'Whom to meet',
    countries: 'Countries',
    any: 'Anyone',
    only: 'Only these',
    except: 'All but these',
    chosen: 'Chosen countries',
    remove: ', remove',
    added: (country: string) => `${country} added`,
    removed: (country: string) => `${country} removed`,
    mutual: 'It counts both ways: you meet those who would like to meet your country, too.',
    choose: (most: string) => `Choose up to ${most} countries`,
    full: (most: string) => `That is all ${most}`,
    search: 'Search',
    nothing: 'No country of that name.',
    own: 'Your country',
    ownAutomatic: 'As your connection shows it',
    ownUnknown: 'Unknown',
    ownWithheld: 'Don’t use it',
    ownShown: 'Partners see it as a flag.',
    ownHidden: 'No flag is shown, and you meet only those who want anyone.',
  },
};

/** What another language has to say. */
export type Messages = Translated<typeof en>;

type Translated<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Translated<T[Key]> };

/** A language that doesn't say everything yet; what it lacks is said in English. */
export type Partly<T> = T extends string | readonly string[] | ((...values: never[]) => string)
  ? T
  : { readonly [Key in keyof T]?: Partly<T[Key]> };
