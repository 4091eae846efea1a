import { optional, optionally } from '../../browser/optional';
import type { Way } from '../../wire';
import { wayOf } from '../ways/way';

/** Between two looks at the connection, in milliseconds. */
export const LOOK_EVERY = 2_000;
/** Looks that are judged together: 8 seconds, in which a single hiccup of a phone's radio is outweighed. */
const WINDOW = 5;

/** Totals and latest values as the browser counts them (W3C WebRTC Statistics); null where it doesn't say. */
export type Sample = {
  /** Packets of the partner's voice that came, and that never did. */
  readonly received: number;
  readonly lost: number;
  /** How unevenly they come, in seconds. */
  readonly jitter: number | null;
  /** There and back, in seconds. */
  readonly roundTrip: number | null;
  /** The part of the own voice that the partner lately missed, 0 to 1. */
  readonly lostThere: number | null;
};

/** What is wrong with a connection. */
export type Trouble =
  /** Nothing of the partner's voice comes. */
  | 'silence'
  /** Parts of the partner's voice are missing. */
  | 'loss_here'
  /** Parts of the own voice are missing at the partner's. */
  | 'loss_there'
  /** It comes unevenly, so that words are stretched or cut. */
  | 'jitter'
  /** It comes late, so that both begin to speak at once. */
  | 'delay';

/** How good the connection is, and what is wrong where it isn't. */
export type Quality =
  | { readonly grade: 'unknown' | 'good' }
  | { readonly grade: 'fair' | 'poor'; readonly trouble: Trouble };

/** From where on a value is fair, and from where on it is poor. */
type Bounds = readonly [fair: number, poor: number];
/** Opus makes up for a packet in thirty without a trace; from one in ten on words go missing. */
const LOSS: Bounds = [0.03, 0.1];
/** Seconds. Buffers of browsers swallow 30 ms; at 80 they stretch what is said. */
const JITTER: Bounds = [0.03, 0.08];
/** Seconds there and back: twice the 150 and 400 ms one way of ITU-T G.114, less what browsers themselves take. */
const ROUND_TRIP: Bounds = [0.25, 0.7];

/** The samples after one more, as many as count. */
export const after = (samples: readonly Sample[], sample: Sample): readonly Sample[] =>
  [...samples, sample].slice(-WINDOW);

/** Judges the window. The worst value decides; of equals, what is heard most. */
export function judge(samples: readonly Sample[]): Quality {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || first === last) return { grade: 'unknown' };
  const lost = Math.max(0, last.lost - first.lost);
  const expected = lost + Math.max(0, last.received - first.received);
  const measured: [Trouble, number | null, Bounds][] = [
    ['loss_here', expected === 0 ? null : lost / expected, LOSS],
    ['loss_there', middle(samples.map(({ lostThere }) => lostThere)), LOSS],
    ['delay', middle(samples.map(({ roundTrip }) => roundTrip)), ROUND_TRIP],
    ['jitter', middle(samples.map(({ jitter }) => jitter)), JITTER],
  ];
  for (const [grade, bound] of [
    ['poor', 1],
    ['fair', 0],
  ] as const) {
    const worst = measured.find(([, value, bounds]) => value !== null && value >= bounds[bound]);
    if (worst !== undefined) return { grade, trouble: worst[0] };
  }
  return { grade: 'good' };
}

/** Where nothing of the partner's voice comes. The statistics of before look as good as ever. */
export const SILENCE: Quality = { grade: 'poor', trouble: 'silence' };

/** The median of what is known. */
function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
}

/** What a connection's statistics say of the voices; undefined before anything has come. */
export function sample(statistics: RTCStatsReport): Sample | undefined {
  let here: { packetsReceived?: number; packetsLost?: number; jitter?: number } | undefined;
  let there: { fractionLost?: number; roundTripTime?: number } | undefined;
  let roundTrip: number | undefined;
  for (const [, report] of statistics) {
    if (report.type === 'inbound-rtp' && report.kind === 'audio') here = report;
    if (report.type === 'remote-inbound-rtp' && report.kind === 'audio') there = report;
    // Firefox names no pair in its transport, but marks the one in use.
    if (report.type === 'candidate-pair' && report.nominated === true && report.state === 'succeeded') {
      roundTrip = report.currentRoundTripTime ?? roundTrip;
    }
  }
  if (here?.packetsReceived === undefined) return undefined;
  return {
    received: here.packetsReceived,
    lost: here.packetsLost ?? 0,
    jitter: here.jitter ?? null,
    roundTrip: there?.roundTripTime ?? roundTrip ?? null,
    lostThere: there?.fractionLost ?? null,
  };
}

/** What was seen of a call's connection: how good it is, and which way it takes, once that is known. */
export type Seen = { readonly quality: Quality; readonly way: Way | undefined };

/** Before the first look. */
export const UNSEEN: Seen = { quality: { grade: 'unknown' }, way: undefined };

/** Looks at one call's connection until it is stopped. */
export class QualityWatch {
  readonly #statistics: () => Promise<RTCStatsReport | undefined>;
  readonly #changed: (seen: Seen) => void;
  #call: string | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #samples: readonly Sample[] = [];

  constructor(statistics: () => Promise<RTCStatsReport | undefined>, changed: (seen: Seen) => void) {
    this.#statistics = statistics;
    this.#changed = changed;
  }

  /** Names the call to look at; undefined stops. Saying the same again changes nothing. */
  set call(call: string | undefined) {
    if (call === this.#call) return;
    this.#call = call;
    clearInterval(this.#timer);
    this.#samples = [];
    this.#changed(UNSEEN);
    if (call !== undefined) this.#timer = setInterval(() => void this.#look(call), LOOK_EVERY);
  }

  async #look(call: string): Promise<void> {
    const statistics = await optionally(() => this.#statistics());
    const seen = statistics && optional(() => sample(statistics));
    if (seen === undefined || call !== this.#call) return;
    this.#samples = after(this.#samples, seen);
    this.#changed({
      quality: judge(this.#samples),
      way: statistics && optional(() => wayOf(statistics)),
    });
  }
}
