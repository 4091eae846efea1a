import './level.css';
import { createSignal, onCleanup, onMount } from 'solid-js';
import { shown } from '../../call/devices/audio/loudness';

/** Between two values told to assistive technology, in milliseconds; the bar itself moves with every frame. */
const TOLD_EVERY = 500;

/** How loud the own voice is, as a bar. */
export function LevelMeter(props: { readonly label: string; readonly peak: () => number | null }) {
  const [told, setTold] = createSignal(0);
  let level = 0;
  const timer = setInterval(() => setTold(Math.round(level * 100)), TOLD_EVERY);
  onCleanup(() => clearInterval(timer));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <meter> looks different everywhere and lags behind the voice
    <div
      class="level-meter"
      role="meter"
      aria-label={props.label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow={told()}
    >
      <Level
        class="level-bar"
        peak={props.peak}
        onLevel={(shown) => {
          level = shown;
        }}
      />
    </div>
  );
}

/** Keeps `--level`, 0 to 1, as high as the voice is loud; what that looks like is the style sheet's. */
export function Level(props: {
  readonly class: string;
  readonly peak: () => number | null;
  readonly onLevel?: (level: number) => void;
}) {
  let element: HTMLSpanElement | undefined;
  onMount(() => {
    let level = 0;
    let request = 0;
    const frame = () => {
      request = requestAnimationFrame(frame);
      // Up at once, down slowly, as ears like it.
      level = Math.max(shown(props.peak()), level * 0.92);
      element?.style.setProperty('--level', level.toFixed(3));
      props.onLevel?.(level);
    };
    request = requestAnimationFrame(frame);
    onCleanup(() => cancelAnimationFrame(request));
  });
  return <span class={props.class} ref={element} aria-hidden="true" />;
}
