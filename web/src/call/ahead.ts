/** Connections made ahead of a match, in a chunk of their own: a call is quicker with them, and doesn't wait for them. */
export { crossed } from './crossed';
export { EarlyOffer } from './early-offer';
