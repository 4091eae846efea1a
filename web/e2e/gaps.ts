import type { Page } from '@playwright/test';

/** What a page has heard from now on: the longest time without a packet, in milliseconds. */
export async function listenForGaps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const [receiver] = window.connections.at(-1)?.getReceivers() ?? [];
    const heard = { last: 0, gap: 0 };
    Object.assign(window, { heard });
    setInterval(() => {
      const at = receiver?.getSynchronizationSources()[0]?.timestamp ?? 0;
      if (heard.last !== 0) heard.gap = Math.max(heard.gap, at - heard.last);
      heard.last = at;
    }, 5);
  });
  return () => page.evaluate(() => (window as unknown as { heard: { gap: number } }).heard.gap);
}
