import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** The monotonic clock in milliseconds, read again every `interval` while the component lives. */
export function createNow(interval: number): Accessor<number> {
  const [now, setNow] = createSignal(performance.now());
  const timer = setInterval(() => setNow(performance.now()), interval);
  onCleanup(() => clearInterval(timer));
  return now;
}
