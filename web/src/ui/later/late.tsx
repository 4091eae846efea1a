import { type Component, createComponent, createSignal, type JSX, onCleanup, Show } from 'solid-js';

/** Between two attempts to fetch what is to be shown, in milliseconds. */
const AGAIN_AFTER = 2_000;

type Late<Props extends object> = ((props: Props) => JSX.Element) & {
  /** Fetches the code ahead of need. */
  readonly preload: () => Promise<void>;
  /** Whether its code is there. */
  readonly here: () => boolean;
};

/**
 * A component whose code isn't part of the first load. Where it has been fetched ahead it shows at once, else as soon
 * as it is there; while it can't be fetched, that is tried again.
 */
export function late<Props extends object>(fetch: () => Promise<Component<Props>>): Late<Props> {
  const [component, setComponent] = createSignal<Component<Props>>();
  let coming: Promise<void> | undefined;
  const preload = () => {
    coming ??= fetch().then(
      (fetched) => void setComponent(() => fetched),
      () => {
        coming = undefined;
      },
    );
    return coming;
  };
  const shown = (props: Props) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const insist = async () => {
      await preload();
      if (component() === undefined) timer = setTimeout(insist, AGAIN_AFTER);
    };
    if (component() === undefined) void insist();
    onCleanup(() => clearTimeout(timer));
    return (
      <Show when={component()} keyed>
        {(fetched) => createComponent(fetched, props)}
      </Show>
    );
  };
  return Object.assign(shown, { preload, here: () => component() !== undefined });
}
