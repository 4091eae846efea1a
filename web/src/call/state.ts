import type { Banned, Partner, Waiting, Why } from '../wire';
import type { MicrophoneProblem } from './devices/microphone';
import type { Link } from './peer/peer';
import type { RelaysPart } from './ways/ways';

/** What keeps a caller from calling. */
export type Problem =
  | MicrophoneProblem
  | { readonly kind: 'insecure' | 'unsupported' }
  | { readonly kind: 'unreachable' }
  /** No way was found, to several partners: not through a relay either, or there was none to go through. */
  | { readonly kind: 'not_connected'; readonly relay: RelaysPart }
  /** The keys or a frame weren't the partner's: somebody may be in the middle. */
  | { readonly kind: 'tampered' }
  /** Another tab of this browser looks for somebody now, and one does at a time. */
  | { readonly kind: 'elsewhere' }
  /** Too much of this came from here. `until`: when to try again, in milliseconds of the states' clock. */
  | { readonly kind: 'too_often'; readonly until: number }
  /** The server said no, and in plain words why. */
  | { readonly kind: 'refused'; readonly message: string };

/** How a call ended, as told to the caller. */
export type Ending = Why | 'you_hung_up' | 'you_reported' | 'you_blocked' | 'connection_lost';

/** Where a caller stands. Times are milliseconds of one monotonic clock. */
export type CallState =
  | { readonly at: 'start' }
  /** The browser is asking for the microphone. */
  | { readonly at: 'asking' }
  | Looking
  | Talking
  | Ended
  | { readonly at: 'failed'; readonly problem: Problem }
  /** Callers from this address are kept out. */
  | { readonly at: 'banned'; readonly ban: Banned };

export type Ended = {
  readonly at: 'ended';
  readonly call: string;
  readonly how: Ending;
  readonly partner: Partner;
  readonly seconds: number;
  /** When it ended. */
  readonly since: number;
  /** The caller would like to talk to this partner again. */
  readonly again: boolean;
};

export type Looking = {
  readonly at: 'looking';
  readonly since: number;
  readonly waiting: Waiting | null;
  /** How far the proof of work is that comes before the search, from 0 to 1; null while there is none to bring. */
  readonly proving: number | null;
  /** The search goes on after a call that found no way. */
  readonly missed: boolean;
};

export type Talking = {
  readonly at: 'talking';
  readonly call: string;
  readonly partner: Partner;
  readonly link: Exclude<Link, 'failed'>;
  /** Whether anything comes of the partner's voice, or of their silence. */
  readonly arrives: boolean;
  /** Whose connection to the server is broken, if one is. The voices don't need it. */
  readonly away: 'nobody' | 'self' | 'partner';
  /** When the match came. */
  readonly begun: number;
  /** When the voices first met; null until then. */
  readonly since: number | null;
  readonly muted: boolean;
  /** The browser won't play sound before the caller asks for it. */
  readonly soundBlocked: boolean;
  /** This page, or the partner's, came back to the call, and all was set up anew: other keys, an empty chat. */
  readonly anew: boolean;
};

export type CallEvent =
  | { readonly type: 'pressed' }
  | { readonly type: 'searching'; readonly missed?: boolean }
  | { readonly type: 'proving'; readonly proving: number | null }
  | { readonly type: 'waiting'; readonly waiting: Waiting }
  | { readonly type: 'matched'; readonly call: string; readonly partner: Partner; readonly muted: boolean }
  /** This page comes back to a call that it, or the one before it in its tab, was in. */
  | {
      readonly type: 'returning';
      readonly call: string;
      readonly partner: Partner;
      readonly since: number | null;
      readonly muted: boolean;
    }
  /** The call is set up anew. */
  | { readonly type: 'anew' }
  | { readonly type: 'link'; readonly link: Exclude<Link, 'failed'> }
  | { readonly type: 'arrives'; readonly arrives: boolean }
  | { readonly type: 'away'; readonly away: Talking['away'] }
  | { readonly type: 'muted'; readonly muted: boolean }
  | { readonly type: 'sound'; readonly blocked: boolean }
  | { readonly type: 'ended'; readonly how: Ending }
  /** The partner of the call that has ended was reported or blocked; or wasn't after all, and it ended as it did. */
  | { readonly type: 'judged'; readonly how: Ending }
  /** The caller would like to talk to the partner of the call that has ended again. */
  | { readonly type: 'again' }
  | { readonly type: 'failed'; readonly problem: Problem }
  | { readonly type: 'banned'; readonly ban: Banned }
  | { readonly type: 'left' };

export const START: CallState = { at: 'start' };

/** The state after an event. An event that has no place in a state leaves it as it is, the same object. */
export function step(state: CallState, event: CallEvent, now: number): CallState {
  switch (event.type) {
    case 'pressed':
      return state.at === 'start' || state.at === 'ended' || state.at === 'failed' ? { at: 'asking' } : state;
    case 'searching':
      return state.at === 'asking' || state.at === 'talking'
        ? { at: 'looking', since: now, waiting: null, proving: null, missed: event.missed ?? false }
        : state;
    case 'proving':
      return state.at === 'looking' ? { ...state, proving: event.proving } : state;
    case 'waiting':
      return state.at === 'looking' ? { ...state, waiting: event.waiting } : state;
    case 'matched': {
      if (state.at !== 'looking' && !(state.at === 'ended' && state.again)) return state;
      const { call, partner, muted } = event;
      return {
        at: 'talking',
        call,
        partner,
        link: 'connecting',
        arrives: true,
        away: 'nobody',
        begun: now,
        since: null,
        muted,
        soundBlocked: false,
        anew: false,
      };
    }
    case 'returning': {
      if (state.at !== 'start') return state;
      const { call, partner, since, muted } = event;
      const link = since === null ? 'connecting' : 'interrupted';
      return {
        at: 'talking',
        call,
        partner,
        link,
        arrives: true,
        away: 'self',
        begun: now,
        since,
        muted,
        soundBlocked: false,
        anew: true,
      };
    }
    case 'anew':
      if (state.at !== 'talking') return state;
      return {
        ...state,
        anew: true,
        arrives: true,
        link: state.since === null ? 'connecting' : 'interrupted',
      };
    case 'link':
      if (state.at !== 'talking') return state;
      return { ...state, link: event.link, since: state.since ?? (event.link === 'connected' ? now : null) };
    case 'arrives':
      return state.at === 'talking' ? { ...state, arrives: event.arrives } : state;
    case 'away':
      return state.at === 'talking' ? { ...state, away: event.away } : state;
    case 'muted':
      return state.at === 'talking' ? { ...state, muted: event.muted } : state;
    case 'sound':
      return state.at === 'talking' ? { ...state, soundBlocked: event.blocked } : state;
    case 'ended': {
      if (state.at !== 'talking') return state;
      const seconds = state.since === null ? 0 : Math.floor((now - state.since) / 1000);
      const { call, partner } = state;
      return { at: 'ended', call, how: event.how, partner, seconds, since: now, again: false };
    }
    case 'judged':
      return state.at === 'ended' ? { ...state, how: event.how, again: false } : state;
    case 'again':
      return callsAgain(state, now) ? { ...state, again: true } : state;
    case 'failed':
      // What goes wrong once the caller is shown the door has the door for its reason.
      return state.at === 'start' || state.at === 'banned' ? state : { at: 'failed', problem: event.problem };
    case 'banned':
      return { at: 'banned', ban: event.ban };
    case 'left':
      return START;
  }
}

/** How long after a call its two can agree to talk again, in milliseconds: so long the server knows that they have. */
export const AGAIN_WITHIN = 60_000;

/** Whether the partner may still be there to talk to again, as far as anybody can tell. */
export function callsAgain(state: CallState, now: number): state is Ended {
  if (state.at !== 'ended' || state.seconds === 0 || now - state.since >= AGAIN_WITHIN) return false;
  return state.how === 'hung_up' || state.how === 'you_hung_up';
}

/** How long a caller waits for the exact wish before they are offered a wider one, in milliseconds. */
export const OFFER_AFTER = 15_000;
/** The same where nobody is here who fits: there is nobody to wait for yet. */
export const OFFER_AFTER_NONE = 3_000;

/** Whether to offer "anyone": the wait was long, and it would add somebody. Widening is the caller's to do. */
export function offersWidening(state: CallState, now: number): boolean {
  return (
    state.at === 'looking' &&
    state.waiting !== null &&
    state.waiting.widened !== 'none' &&
    now - state.since >= (state.waiting.supply === 'none' ? OFFER_AFTER_NONE : OFFER_AFTER)
  );
}
