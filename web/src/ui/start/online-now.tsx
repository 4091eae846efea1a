import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import { stats } from '../../site/stats';
import type { Headcount } from '../../wire';
import { onlineNow } from './headcount';

/** Between two looks at the count, in milliseconds. */
const EVERY = 30_000;

/** How many callers are here; nothing where the server doesn't say. */
export function OnlineNow() {
  const [count, setCount] = createSignal<Headcount | null>(null);
  const gone = new AbortController();
  const look = async () => {
    if (document.visibilityState === 'hidden') return;
    const seen = await stats(gone.signal);
    if (!gone.signal.aborted) setCount(seen?.online ?? null);
  };
  onMount(() => {
    void look();
    const timer = setInterval(() => void look(), EVERY);
    onCleanup(() => {
      clearInterval(timer);
      gone.abort();
    });
  });
  return (
    <Show when={count()}>
      {(some) => (
        <p class="online" data-live={some() !== 'none'}>
          {onlineNow(some())}
        </p>
      )}
    </Show>
  );
}
