/** The code that a match needs, in a chunk of its own. It is fetched while nothing happens, and no search begins without it. */
export { ActiveCall } from './active-call/active-call';
export { EarlyOffer } from './peer/offers/early-offer';
export { Peer } from './peer/peer';
export { OnePage } from './return/one-page';
export { reopen } from './return/reopen';
export { Departures } from './signalling/departures';
