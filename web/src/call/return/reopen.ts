import { isRefusal, type Microphone, type MicrophoneProblem, microphoneProblem } from '../devices/microphone';
import { Backoff } from '../signalling/backoff';

/** What a call that goes on without a microphone has to say about that. */
export interface Reopening {
  /** Whether the microphone is still wanted. */
  wanted(): boolean;
  /** It didn't open, and is asked for again in a moment. */
  failed(problem: MicrophoneProblem): void;
}

/**
 * Opens the microphone in a page that came back to its call. The page before it may still hold the device, so a failure is
 * no reason to end the call: it is tried again with growing pauses for as long as it is wanted.
 *
 * Throws what the browser said where the caller, or their system, refuses it.
 */
export async function reopen(microphone: Pick<Microphone, 'open'>, events: Reopening): Promise<void> {
  const backoff = new Backoff();
  while (events.wanted()) {
    try {
      await microphone.open();
      return;
    } catch (error) {
      const problem = microphoneProblem(error);
      if (isRefusal(problem)) throw error;
      if (events.wanted()) events.failed(problem);
    }
    await backoff.pause();
  }
}
