/** Long enough for a sentence, short enough to wait for, in milliseconds. */
const LENGTH = 4_000;

/** Records the microphone for a moment, in this page's memory alone. Resolves early where `signal` aborts. */
export async function record(track: MediaStreamTrack, signal: AbortSignal): Promise<Blob> {
  const recorder = new MediaRecorder(new MediaStream([track]));
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
  const stop = () => recorder.state === 'recording' && recorder.stop();
  const timer = setTimeout(stop, LENGTH);
  signal.addEventListener('abort', stop, { once: true });
  recorder.start();
  await stopped;
  clearTimeout(timer);
  return new Blob(parts, { type: recorder.mimeType });
}

/** Plays a recording through a loudspeaker, once, and forgets it. Resolves early where `signal` aborts. */
export async function playBack(recording: Blob, speaker: string | null, signal: AbortSignal): Promise<void> {
  const element = new Audio();
  const source = URL.createObjectURL(recording);
  element.src = source;
  try {
    if (speaker !== null && 'setSinkId' in element) await element.setSinkId(speaker).catch(() => undefined);
    const over = new Promise((resolve) => {
      element.addEventListener('ended', resolve, { once: true });
      element.addEventListener('error', resolve, { once: true });
      signal.addEventListener('abort', resolve, { once: true });
    });
    if (signal.aborted) return;
    await element.play();
    await over;
  } finally {
    element.pause();
    element.removeAttribute('src');
    URL.revokeObjectURL(source);
  }
}
