import { optional } from '../../browser/optional';

/** Longest wait for a quiet moment, in milliseconds: a press of the button may be near. */
const PATIENCE = 1_000;

/** Does something once the browser has nothing more urgent to do. */
export function whenIdle(then: () => void): void {
  // Safari doesn't tell; after its first paint, that is soon enough.
  const asked = optional(() => requestIdleCallback(then, { timeout: PATIENCE }));
  if (asked === undefined) setTimeout(then, PATIENCE);
}
