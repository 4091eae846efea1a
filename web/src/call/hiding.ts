import type { Hiding, Relay } from '../wire';

const KEY = 'calln.hide';

/** Whether callers can, or must, hide their address from their partner; null where the server doesn't say. */
export async function hidingOffered(): Promise<Hiding | null> {
  try {
    const response = await fetch('/api/relay');
    if (!response.ok) return null;
    const relay: Relay = await response.json();
    return relay.hiding;
  } catch {
    return null;
  }
}

/** Keeps the choice for as long as the tab lives; the usual one leaves no trace. */
export function rememberHiding(storage: Storage, hide: boolean): void {
  try {
    if (hide) storage.setItem(KEY, 'true');
    else storage.removeItem(KEY);
  } catch {
    // Storage is full or forbidden: the choice lasts until the page goes.
  }
}

/** The choice of this tab. */
export function recallHiding(storage: Storage): boolean {
  try {
    return storage.getItem(KEY) === 'true';
  } catch {
    return false;
  }
}
