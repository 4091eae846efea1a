import type { CallState } from '../state';

/** What a change of the call is worth telling, to ears and to who looks elsewhere. */
export type Cue = 'match' | 'end';

/** Nothing where the caller did it themselves, or nothing of the kind happened. */
export function cue(before: CallState, after: CallState): Cue | undefined {
  const call = (state: CallState) => (state.at === 'talking' ? state.call : undefined);
  // Whoever comes back to a call from a reload has met them before.
  if (before.at !== 'start' && call(after) !== undefined && call(after) !== call(before)) return 'match';
  if (before.at !== 'talking') return undefined;
  if (after.at === 'ended') return after.how.startsWith('you_') ? undefined : 'end';
  return after.at === 'failed' ? 'end' : undefined;
}
