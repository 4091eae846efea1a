import type { Stats } from '../wire';

/** How many callers are here, in rounded counts; null where the server doesn't say. */
export async function stats(signal: AbortSignal): Promise<Stats | null> {
  try {
    const response = await fetch('/api/stats', { signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
