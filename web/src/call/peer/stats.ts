import type { Headcount, Stats } from '../../wire';

/** Callers connected now, or null where the server doesn't say. */
export async function online(signal: AbortSignal): Promise<Headcount | null> {
  try {
    const response = await fetch('/api/stats', { signal });
    if (!response.ok) return null;
    const stats: Stats = await response.json();
    return stats.online;
  } catch {
    return null;
  }
}
