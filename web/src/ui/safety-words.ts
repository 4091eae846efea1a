/** What is said about reporting and blocking. */
export const REPORT = {
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
} as const;

/** What a banned caller is told. */
export const BANNED = {
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
} as const;

/** What is said about what is held. */
export const MY_DATA = {
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
} as const;
