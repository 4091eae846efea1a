/** What `match.ts` has. */
export type CallCode = typeof import('./match');

export const fetchCallCode = (): Promise<CallCode> => import('./match');
