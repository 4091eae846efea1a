import './style/orb.css';
import { type JSX, onCleanup, onMount } from 'solid-js';
import { Halo, type Mood } from './halo';

/** Frames between two drawings while nobody speaks; a breath needs no sixty pictures a second. */
const SKIP: Readonly<Record<Mood, number>> = { resting: 2, searching: 1, voice: 1, quiet: 4 };

/**
 * The disc that the whole page turns around: the button before and after a call, the stranger's flag in it,
 * with a halo that lives as the call does.
 */
export function Orb(props: {
  readonly mood: Mood;
  readonly level: () => Float32Array | null;
  readonly children: JSX.Element;
}) {
  let canvas: HTMLCanvasElement | undefined;

  onMount(() => {
    const context = canvas?.getContext('2d');
    if (canvas === undefined || context == null) return; // a page without its halo works as well
    const style = getComputedStyle(canvas);
    const halo = new Halo(canvas, context);
    const calm = matchMedia('(prefers-reduced-motion: reduce)');
    let count = 0;
    let request = 0;
    const frame = (milliseconds: number) => {
      request = requestAnimationFrame(frame);
      count += 1;
      const mood = props.mood;
      if (count % SKIP[mood] !== 0) return;
      const colours = {
        inner: style.getPropertyValue('--halo-inner'),
        outer: style.getPropertyValue('--halo-outer'),
      };
      const level = mood === 'voice' ? props.level() : null;
      halo.draw(mood, level, colours, milliseconds / 1000, calm.matches);
    };
    request = requestAnimationFrame(frame);
    onCleanup(() => cancelAnimationFrame(request));
  });

  return (
    <div class="orb" data-mood={props.mood}>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without a tabindex takes no focus */}
      <canvas class="orb-halo" ref={canvas} aria-hidden="true" />
      {props.children}
    </div>
  );
}
