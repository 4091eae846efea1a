import { isRefusal, type MicrophoneProblem } from '../microphone';

/**
 * Below this peak there is no sound at all, on a scale to 1: two steps of a 16-bit sample (−84 dBFS). The quietest
 * room through the cheapest microphone lies 20 dB above; a switched-off one delivers zeros, or dithers by a step.
 */
export const FLOOR = 2 / 32_768;
/** How long there may be none, in milliseconds, before it is said; noise suppression makes pauses of a second. */
export const SILENT_AFTER = 5_000;

/** How long a track may have ended before it is said, in milliseconds: another one of the same device follows within that time. */
export const GONE_AFTER = 500;

/** What the own microphone does, as far as one can tell. */
export type Input =
  | 'working'
  /** It runs, and nothing comes from it: a switch on the headset, the wrong device, the system's own mute. */
  | 'silent'
  | Lack;

/** Why there is none. */
export type Lack =
  /** It is gone: unplugged, or taken away. */
  | 'gone'
  /** Something else may be holding it. */
  | 'busy'
  /** The caller, or their system, allows it no more. */
  | 'refused';

/** What the browser says of it, in fewer words. */
export function lackOf(problem: MicrophoneProblem | undefined): Lack {
  if (isRefusal(problem)) return 'refused';
  return problem?.kind === 'microphone_busy' ? 'busy' : 'gone';
}

/** One look at the microphone. */
export type Reading = {
  readonly live: boolean;
  /** Why not, where it isn't. */
  readonly lack: Lack;
  /** The system gives it no sound: a telephone call, or a switch that the system knows of. */
  readonly heldBack: boolean;
  /** The loudest sample since the last look, 0 to 1; null where the browser won't measure. */
  readonly peak: number | null;
};

/** What the looks so far came to. Times are milliseconds of one monotonic clock. */
export type Listened = { readonly input: Input; readonly soundAt: number; readonly liveAt: number };

/** Before the first look: nothing is wrong, and the time runs from now. */
export const listening = (now: number): Listened => ({ input: 'working', soundAt: now, liveAt: now });

/** After one more look. What can't be measured is taken for sound: nobody is frightened without a reason. */
export function listen(before: Listened, { live, lack, heldBack, peak }: Reading, now: number): Listened {
  if (!live)
    return { ...before, soundAt: now, input: now - before.liveAt >= GONE_AFTER ? lack : before.input };
  const heard = { input: 'working', soundAt: now, liveAt: now } as const;
  if (heldBack) return { ...heard, input: 'silent', soundAt: before.soundAt };
  if (peak === null || peak > FLOOR) return heard;
  const { soundAt } = before;
  return { ...heard, input: now - soundAt >= SILENT_AFTER ? 'silent' : 'working', soundAt };
}
