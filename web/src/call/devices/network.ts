/** What some browsers say of the way to the network (Network Information API). */
interface Connection extends EventTarget {
  readonly type?: string;
}

/** Calls `changed` when the device is on another network, or on one again. */
export function whenNetworkChanges(window: Window, changed: () => void): void {
  window.addEventListener('online', changed);
  const { connection } = window.navigator as Navigator & { readonly connection?: Connection };
  // It also reports each new guess at the speed; only another kind of network is news.
  let type = connection?.type;
  connection?.addEventListener('change', () => {
    if (connection.type === type) return;
    type = connection.type;
    changed();
  });
}
