import { fetchCode } from '../browser/fetch-code';

/** What `match.ts` has. */
export type CallCode = typeof import('./match');

export const fetchCallCode = (): Promise<CallCode> => fetchCode(() => import('./match'));
