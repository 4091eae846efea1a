import type { VisitEvent } from '../wire';
import type { Analytics } from './analytics';

/** The server's own count: it is told what happened, and nothing of whom it happened to. */
export function ownCount(): Analytics {
  let stopped = false;
  const told = (event: VisitEvent) => {
    if (stopped) return;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(event);
    // Also from a page that is going away. What doesn't arrive isn't counted, and that is all.
    fetch('/api/visit', { method: 'POST', headers, body, keepalive: true, credentials: 'omit' }).catch(
      () => undefined,
    );
  };
  told({ name: 'page_view' });
  return {
    told,
    stop: () => {
      stopped = true;
    },
  };
}
