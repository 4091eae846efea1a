import type { Site } from '../wire';

/** What the operator has switched on; nothing, where the server doesn't say. */
export const NOTHING: Site = {
  operator: null,
  contact: null,
  firebase: null,
  counts: false,
  ads: { slots: [], personalised: false },
};

export async function siteOffers(): Promise<Site> {
  try {
    const response = await fetch('/api/site');
    return response.ok ? ((await response.json()) as Site) : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** Whether something on offer needs the visitor's consent. */
export const needsConsent = (site: Site): boolean =>
  site.firebase !== null || (site.ads.slots.length > 0 && site.ads.personalised);
