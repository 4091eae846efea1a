/** What an operator may have on the page besides calls, in a chunk of its own: most have none of it. */
export { AdSlot } from '../ads/ad-slot';
export { ConsentBanner } from '../ads/consent-banner';
