import { createSignal } from 'solid-js';
import { optionally } from '../../browser/optional';
import { m } from '../language/language';

/** Passes the address of the start page on, by what the system has for that, or by the clipboard; else it is there to be read. */
export function Share() {
  const { origin } = location;
  const [said, setSaid] = createSignal<() => string>(() => m().share.label);
  const share = async () => {
    if (
      await optionally(() => navigator.share({ title: 'Calln', url: origin }).then(() => true, isCancelled))
    )
      return;
    const copied = await optionally(() => navigator.clipboard.writeText(origin).then(() => true));
    setSaid(() => () => (copied ? m().share.copied : origin));
  };
  return (
    <button type="button" class="link-button" aria-live="polite" onClick={() => void share()}>
      {said()()}
    </button>
  );
}

/** Who closes the system's sheet wanted nothing else either. */
const isCancelled = (error: unknown) => error instanceof DOMException && error.name === 'AbortError';
