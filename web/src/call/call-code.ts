/** What `in-call.ts` has. */
export type CallCode = typeof import('./in-call');

export const fetchCallCode = (): Promise<CallCode> => import('./in-call');
