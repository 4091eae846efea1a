import type { Acknowledgement } from '../wire';

/** What became of a report: it counts; it doesn't, and why; or nobody knows, since it didn't get through. */
export type Reported = 'counts' | 'too_short' | 'repeated' | 'quota_spent' | 'too_late' | 'unsent';

/** The server's answer in fewer words. */
export function outcomeOf(reply: Acknowledgement): Reported {
  if (reply.ok) return 'counts';
  switch (reply.error.code) {
    case 'talk_too_short':
      return 'too_short';
    case 'already_reported':
      return 'repeated';
    case 'quota_spent':
      return 'quota_spent';
    case 'over':
      return 'too_late';
    default:
      return 'unsent';
  }
}
