import type { Problem } from '../call/state';

type Told = {
  readonly title: string;
  readonly detail: string;
  /** What the button says; without it, trying again is no use here. */
  readonly again?: string;
};

/** Each problem with a way on. */
export const PROBLEMS: Readonly<Record<Problem['kind'], Told>> = {
  microphone_refused: {
    title: 'Calln may not use your microphone',
    detail:
      'Without it nobody can hear you. Allow the microphone for this site in your browser, from the icon beside the address, then try again.',
    again: 'Try again',
  },
  microphone_missing: {
    title: 'There is no microphone',
    detail: 'Plug one in, or switch it on in your system’s sound settings, then try again.',
    again: 'Try again',
  },
  microphone_busy: {
    title: 'The microphone won’t start',
    detail: 'Another program may be holding it. Close that program, then try again.',
    again: 'Try again',
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
    again: 'Try again',
  },
  not_connected: {
    title: 'The call didn’t connect',
    detail:
      'You found each other, but no way led between your two networks. The next caller’s may be easier to reach.',
    again: 'Find another',
  },
  refused: { title: 'Calln said no', detail: '', again: 'Try again' },
};
