/** What is tested, in this order: what a call needs first, then what the way to the other side needs. */
export const STEPS = [
  'microphone',
  'speaker',
  'websocket',
  'polling',
  'stun',
  'turn_udp',
  'turn_tcp',
  'loopback',
] as const;
export type Step = (typeof STEPS)[number];

/**
 * How a step went. Words, not what the browser says: a browser's own messages may hold addresses, and the names of
 * devices may hold the caller's.
 */
export type Finding = {
  readonly verdict: 'good' | 'bad' | 'skipped';
  readonly reason: Reason;
  /** How long it took, or how loud it was: a number that says how good. */
  readonly figure?: { readonly value: number; readonly unit: 'ms' | 'dB' };
};

export type Reason =
  | 'works'
  /** Microphone. */
  | 'microphone_refused'
  | 'microphone_missing'
  | 'microphone_blocked'
  | 'microphone_busy'
  | 'microphone_failed'
  | 'silent'
  /** Loudspeaker, as the caller says. */
  | 'unheard'
  /** Signalling. */
  | 'blocked'
  /** STUN and TURN. */
  | 'direct'
  | 'not_configured'
  | 'no_server'
  | 'no_answer'
  | 'relay_off'
  | 'slow_down'
  | 'refused'
  | 'nothing_through'
  /** Peer to peer. */
  | 'unsupported'
  | 'no_way'
  | 'no_voice';

export type Findings = Partial<Record<Step, Finding>>;

const NAMES: Readonly<Record<Step, string>> = {
  microphone: 'Microphone',
  speaker: 'Loudspeaker',
  websocket: 'WebSocket',
  polling: 'Long polling',
  stun: 'STUN',
  turn_udp: 'TURN over UDP',
  turn_tcp: 'TURN over TCP',
  loopback: 'Peer to peer',
};

/** The findings for the operator, in English, whatever the caller's language. */
export function report(findings: Findings): string {
  const lines = STEPS.map((step) => {
    const finding = findings[step];
    if (finding === undefined) return `${NAMES[step]}: not tested`;
    const { verdict, reason, figure } = finding;
    const how = figure === undefined ? '' : ` (${figure.value} ${figure.unit})`;
    return `${NAMES[step]}: ${verdict}, ${reason.replaceAll('_', ' ')}${how}`;
  });
  const note = 'This report holds no address, no device name and no name.';
  return ['Calln self-test', ...lines, note].join('\n');
}
