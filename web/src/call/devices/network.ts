import { optional } from '../../browser/optional';

/** What some browsers say of the way to the network (Network Information API). */
interface Connection extends EventTarget {
  readonly type?: string;
}

/** Calls `changed` when the device is on another network, or on one again. */
export function whenNetworkChanges(window: Window, changed: () => void): void {
  window.addEventListener('online', changed);
  const { navigator }: { navigator: Navigator & { readonly connection?: Connection } } = window;
  const connection = optional(() => navigator.connection);
  // It also reports each new guess at the speed; only another kind of network is news.
  let type = connection?.type;
  connection?.addEventListener('change', () => {
    if (connection.type === type) return;
    type = connection.type;
    changed();
  });
}
