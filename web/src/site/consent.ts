import type { Kept } from '../kept';

/** What the visitor said of analytics and personal advertising. */
export type Consent = 'unasked' | 'accepted' | 'declined';

/** The one thing that outlives the tab: asking again each time would wear the answer out. */
const KEY = 'calln.consent';

/** Global Privacy Control (https://www.w3.org/TR/gpc/), which is a "no" that the browser says for its owner. */
export const saysNo = (navigator: Navigator): boolean =>
  'globalPrivacyControl' in navigator && navigator.globalPrivacyControl === true;

export function recallConsent(browser: Kept, navigator: Navigator): Consent {
  if (saysNo(navigator)) return 'declined';
  const kept = browser.getItem(KEY);
  return kept === 'accepted' || kept === 'declined' ? kept : 'unasked';
}

export function rememberConsent(browser: Kept, consent: Exclude<Consent, 'unasked'>): void {
  browser.setItem(KEY, consent);
}
