/** The words of the self-test, a page of its own: they come with it alone, so that the start screen stays small. */
export const en = {
  /** From which side it is read. */
  direction: 'ltr' as 'ltr' | 'rtl',
  title: 'Does everything work?',
  home: 'Calln, to the start',
  lead: 'Tests all that a call needs. Your voice stays in this page; nothing is recorded or sent to anybody.',
  start: 'Start the test',
  again: 'Test again',
  /** One line that sums up. */
  sum: {
    well: 'All is well',
    one: 'One thing is wrong',
    more: (count: string) => `${count} things are wrong`,
  },
  verdicts: { good: 'Good', bad: 'Bad', skipped: 'Skipped' },
  /** Each step by its name, and what it is good for. */
  steps: {
    microphone: { name: 'Microphone', what: 'They hear you through it.' },
    speaker: { name: 'Loudspeaker', what: 'You hear them through it.' },
    websocket: { name: 'Line to Calln', what: 'The quick way to find somebody.' },
    polling: { name: 'Second line to Calln', what: 'Where a network lets only web pages through.' },
    stun: {
      name: 'Way out of your network',
      what: 'Most calls need it: it tells your browser how to be reached.',
    },
    turn_udp: {
      name: 'Relay',
      what: 'For networks that let no call through directly, and for callers who hide their address.',
    },
    turn_tcp: { name: 'Second way to the relay', what: 'Over TCP, where a network lets out little else.' },
    loopback: { name: 'Call to yourself', what: 'Your browser calls itself, voice and all.' },
  },
  /** What a step says while it runs. */
  running: {
    microphone: 'Say something…',
    speaker: 'Did you hear two soft tones?',
    other: 'Testing…',
  },
  heard: { yes: 'Yes', no: 'No', replay: 'Once more' },
  /** What a finding means, and what helps. */
  reasons: {
    works: 'Works.',
    microphone_blocked:
      'Your system, or whoever manages this device, keeps it from the browser. Allow it in the system’s privacy settings.',
    microphone_failed: 'It didn’t open. Test again; if that doesn’t help, start the browser anew.',
    microphone_refused:
      'Your browser may not use it. Allow the microphone for this site, from the icon beside the address, and test again.',
    microphone_missing: 'There is none. Plug one in, or switch it on in your system’s sound settings.',
    microphone_busy: 'It won’t start. Another program may be holding it; close that and test again.',
    silent: 'It is there, and no sound comes from it. Is it switched on, and the one that you speak into?',
    unheard: 'Turn the volume up, look which loudspeaker your system uses, and test again.',
    blocked:
      'Calln can’t be reached this way. Where the other line works, calls work too; where neither does, your network or the service is down.',
    direct: 'Works; there is nothing between you and the internet.',
    not_configured: 'This service names none, so there is nothing to test.',
    no_server: 'Not tested: Calln itself can’t be reached.',
    no_answer:
      'No answer. Your network may block it, as those of companies and hotels do; try another one. If it fails everywhere, tell the operator.',
    relay_off:
      'This service has no relay, or has switched it off, so there is nothing to test. Calls go straight from browser to browser.',
    slow_down: 'Not tested: there were many tests from your network. Wait a few minutes, then test again.',
    refused:
      'The relay answers, and says no: it is full or wrongly set up. Test again in a minute; if it still does, tell the operator.',
    nothing_through:
      'The relay answers, and nothing comes through it. Your network may be in the way; try another one. If it fails everywhere, tell the operator.',
    unsupported: 'This browser can’t make calls, or calls are switched off in it.',
    no_way: 'No connection came about. A privacy extension or a setting for WebRTC may be in the way.',
    no_voice: 'It connects, but no voice comes through. A restart of the browser often helps.',
  },
  operator: {
    title: 'For the operator',
    lead: 'If you need help, send this to whoever runs this service. It holds no address, no device name and no name.',
    report: 'Report',
    copy: 'Copy',
    copied: 'Copied',
  },
  privacy: 'Privacy',
  about: 'About and contact',
};

/** What every language has to say, or the page doesn't compile. */
export type CheckMessages = typeof en;
