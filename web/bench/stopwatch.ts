import type { Page } from '@playwright/test';

/** Louder than this a sample is a voice, and no noise of encoding: -40 dBFS. */
export const AUDIBLE = 0.01;

/** What a caller's page measured from one press of a button on, in milliseconds. */
export type Lap = { readonly rtp: number; readonly heard: number };

type Stopwatch = { pressed: number; rtp: number; heard: number };

declare global {
  interface Window {
    stopwatch: Stopwatch;
  }
}

/** To be run in each page before its own code, which it leaves as it is. */
export async function wind(page: Page): Promise<void> {
  await page.addInitScript(windHere, AUDIBLE);
}

/** What the last press led to, once somebody is heard. */
export async function lap(page: Page): Promise<Lap> {
  const { pressed, rtp, heard } = await page
    .waitForFunction(() => window.stopwatch.heard > 0 && window.stopwatch)
    .then((watch) => watch.jsonValue() as Promise<Stopwatch>);
  return { rtp: rtp - pressed, heard: heard - pressed };
}

/** To be run in each page before its own code, with {@link AUDIBLE}. */
export function windHere(audible: number) {
  const watch = { pressed: 0, rtp: 0, heard: 0 };
  window.stopwatch = watch;
  // Made ahead, so that its making isn't part of what is measured.
  const context = new AudioContext();
  const pressed = ({ timeStamp }: Event) => {
    Object.assign(watch, { pressed: timeStamp, rtp: 0, heard: 0 });
    void context.resume();
  };
  window.addEventListener('click', pressed, { capture: true });
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track, receiver }) => {
        const analyser = new AnalyserNode(context, { fftSize: 2048 });
        const source = context.createMediaStreamSource(new MediaStream([track]));
        source.connect(analyser);
        const samples = new Float32Array(analyser.fftSize);
        const look = setInterval(() => {
          if (watch.rtp === 0 && receiver.getSynchronizationSources().length > 0)
            watch.rtp = performance.now();
          analyser.getFloatTimeDomainData(samples);
          if (!samples.some((sample) => Math.abs(sample) > audible)) return;
          watch.heard = performance.now();
          if (watch.rtp === 0) watch.rtp = watch.heard;
          clearInterval(look);
          source.disconnect();
        }, 4);
      });
    }
  };
}
