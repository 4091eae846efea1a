import type { CallState } from '../call/state';

/** All that analytics is ever told. Nothing else can be sent: the adapters take this type alone. */
export type VisitEvent =
  | { readonly name: 'page_view' }
  | { readonly name: 'call_start' }
  | { readonly name: 'call_match' }
  | { readonly name: 'session_length'; readonly bucket: LengthBucket };

/** Lengths of a call, coarse enough to single nobody out. */
export type LengthBucket = 'under_1_min' | '1_to_5_min' | '5_to_20_min' | '20_to_60_min' | 'over_60_min';

export function bucketOf(seconds: number): LengthBucket {
  if (seconds < 60) return 'under_1_min';
  if (seconds < 300) return '1_to_5_min';
  if (seconds < 1200) return '5_to_20_min';
  return seconds < 3600 ? '20_to_60_min' : 'over_60_min';
}

/** What a change of the call's state tells, if anything. `now` is of the clock that the states were made with. */
export function visitEvent(before: CallState, after: CallState, now: number): VisitEvent | undefined {
  if (before.at === 'talking' && after.at !== 'talking') {
    if (before.since === null) return undefined;
    return { name: 'session_length', bucket: bucketOf((now - before.since) / 1000) };
  }
  if (before.at !== 'talking' && after.at === 'talking') return { name: 'call_match' };
  if (before.at === 'asking' && after.at === 'looking') return { name: 'call_start' };
  return undefined;
}
