import type { CallState } from '../call/state';
import type { LengthBucket, VisitEvent } from '../wire';

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
  // From the start a page comes back to a call whose match has been told.
  if (before.at === 'looking' && after.at === 'talking') return { name: 'call_match' };
  if (before.at === 'asking' && after.at === 'looking') return { name: 'call_start' };
  return undefined;
}
