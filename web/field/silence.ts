declare global {
  interface Window {
    /** When the last packet came, when the voice last came back, and the longest time without one, in milliseconds. */
    silence: { last: number; since: number; longest: number };
  }
}

/**
 * Watches the time between packets from now on, whatever connection they come over; longer than `interruption` is one.
 * To be run in the page.
 */
export function watchHere(interruption: number): void {
  const now = performance.now();
  const silence = { last: now, since: now, longest: 0 };
  window.silence = silence;
  let stamp = 0;
  setInterval(() => {
    const [receiver] = window.connections.at(-1)?.getReceivers() ?? [];
    const newest = receiver?.getSynchronizationSources()[0]?.timestamp ?? stamp;
    const at = performance.now();
    const gap = at - silence.last;
    silence.longest = Math.max(silence.longest, gap);
    if (newest === stamp) return;
    if (gap > interruption) silence.since = at;
    stamp = newest;
    silence.last = at;
  }, 10);
}

/** Whether packets have come for so long without an interruption. To be run in the page. */
export function isSteadyHere(steady: number): boolean {
  const { last, since } = window.silence;
  return last - since >= steady;
}
