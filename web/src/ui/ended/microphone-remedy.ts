import type { MicrophoneProblem } from '../../call/devices/microphone';
import { m } from '../language/language-later';

/** What helps where the microphone doesn't open. */
export const microphoneRemedy = (against: MicrophoneProblem): string =>
  against.kind === 'microphone_failed'
    ? m().remedies.microphone_failed(against.error)
    : m().remedies[against.kind];
