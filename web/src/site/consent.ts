/** What the visitor said of analytics and personal advertising. */
export type Consent = 'unasked' | 'accepted' | 'declined';

/** The one thing that outlives the tab: asking again each time would wear the answer out. */
const KEY = 'calln.consent';

/** Global Privacy Control (https://www.w3.org/TR/gpc/), which is a "no" that the browser says for its owner. */
export const saysNo = (navigator: Navigator): boolean =>
  'globalPrivacyControl' in navigator && navigator.globalPrivacyControl === true;

export function recallConsent(storage: Storage, navigator: Navigator): Consent {
  if (saysNo(navigator)) return 'declined';
  try {
    const kept = storage.getItem(KEY);
    return kept === 'accepted' || kept === 'declined' ? kept : 'unasked';
  } catch {
    return 'unasked';
  }
}

export function rememberConsent(storage: Storage, consent: Exclude<Consent, 'unasked'>): void {
  try {
    storage.setItem(KEY, consent);
  } catch {
    // Storage is forbidden: the answer holds until the page goes, and is asked for again.
  }
}
