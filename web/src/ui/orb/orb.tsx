import './orb.css';
import { type JSX, onMount } from 'solid-js';
import { fetchCode } from '../../browser/fetch-code';
import { optional } from '../../browser/optional';
import type { Mood } from './halo';

/** From one drawing to the next, in milliseconds; a breath needs no sixty pictures a second. */
const PAUSE: Readonly<Record<Mood, number>> = { resting: 66, searching: 33, voice: 33, quiet: 132 };

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

  onMount(async () => {
    const context = optional(() => canvas?.getContext('2d'));
    const code = await fetchCode(() => import('./halo')).catch(() => undefined);
    if (canvas === undefined || context === undefined || code === undefined) return; // a page without its halo works as well
    const style = getComputedStyle(canvas);
    const halo = new code.Halo(canvas, context);
    const calm = optional(() => matchMedia('(prefers-reduced-motion: reduce)'));
    const frame = (milliseconds: number) => {
      if (!canvas?.isConnected) return;
      const mood = props.mood;
      setTimeout(() => requestAnimationFrame(frame), PAUSE[mood]);
      const colours = {
        inner: style.getPropertyValue('--halo-inner'),
        outer: style.getPropertyValue('--halo-outer'),
      };
      const level = mood === 'voice' ? props.level() : null;
      halo.draw(mood, level, colours, milliseconds / 1000, calm?.matches === true);
    };
    requestAnimationFrame(frame);
  });

  return (
    <div class="orb" data-mood={props.mood}>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without a tabindex takes no focus */}
      <canvas class="orb-halo" ref={canvas} aria-hidden="true" />
      {props.children}
    </div>
  );
}
