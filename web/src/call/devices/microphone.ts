import { apart } from '../../browser/apart';
import { optional, optionally } from '../../browser/optional';

/** Why there is no microphone. */
export type MicrophoneProblem =
  | {
      readonly kind:
        | 'microphone_refused'
        /** Not by the caller: by the system, or by a policy of the browser's. */
        | 'microphone_blocked'
        | 'microphone_missing'
        | 'microphone_busy';
    }
  /** For a reason that has no remedy of its own. `error` is what the browser calls it. */
  | { readonly kind: 'microphone_failed'; readonly error: string };

/** How long after a failure a microphone that broke off is asked for again, in milliseconds; each time twice as long. */
const RETRY_AFTER = 250;
/** The longest such wait, in milliseconds. */
const RETRY_AT_LEAST_EVERY = 4_000;

/** Thrown by {@link Microphone.open}. */
export class MicrophoneError extends Error {
  override readonly name = 'MicrophoneError';
  constructor(
    readonly problem: MicrophoneProblem,
    cause: unknown,
  ) {
    super(problem.kind, { cause });
  }
}

/** Which microphone, and what the browser does to its sound. */
export type MicrophoneChoice = {
  /** null: the one that the system prefers. */
  readonly microphone: string | null;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
};

/**
 * The caller's microphone: opened for the first call, kept for the next one, let go when asked.
 *
 * There is one stream for as long as it is open. Another device changes the track inside, and everybody who
 * uses the track is told, so that a call goes on with the new one. A track that breaks off is asked for again until it is
 * back or the microphone is closed.
 */
export class Microphone {
  readonly #devices: MediaDevices | undefined;
  readonly #permissions: Permissions | undefined;
  #permission: PermissionStatus | undefined;
  #choice: MicrophoneChoice;
  #stream: MediaStream | undefined;
  #opening: Promise<void> | undefined;
  /** Nobody wants it, not even one that is being opened. */
  #closed = true;
  #muted = false;
  /** Counts what was asked for, so that a device that comes too late is let go. */
  #turn = 0;
  #retries = 0;
  #problem: MicrophoneProblem | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #followers: ((track: MediaStreamTrack | undefined) => void)[] = [];

  /** `devices` is missing where the page isn't served securely, `permissions` where the browser doesn't tell. */
  constructor(
    devices: MediaDevices | undefined,
    permissions: Permissions | undefined,
    choice: MicrophoneChoice,
  ) {
    this.#devices = devices;
    this.#permissions = permissions;
    this.#choice = choice;
  }

  /** `follower` is told of every new track, and of its end. */
  follow(follower: (track: MediaStreamTrack | undefined) => void): void {
    this.#followers.push(follower);
  }

  /** The track as of now. */
  get track(): MediaStreamTrack | undefined {
    return this.#stream?.getAudioTracks()[0];
  }

  /** Why one that broke off isn't back; undefined while that isn't known, or nothing is wrong. */
  get problem(): MicrophoneProblem | undefined {
    return this.#problem;
  }

  /** Finds out whether opening it would ask the caller for permission, without asking. See {@link allowed}. */
  async prepare(): Promise<void> {
    // A browser that doesn't tell will ask.
    if (this.#permission !== undefined) return;
    this.#permission = await optionally(() => this.#permissions?.query({ name: 'microphone' }));
    optional(() =>
      this.#permission?.addEventListener('change', () => {
        this.#problem = undefined;
        this.revive();
      }),
    );
  }

  /** Whether it opens, as far as is known, without a question to the caller. */
  get allowed(): boolean {
    return this.#permission?.state === 'granted';
  }

  /** Opens it, or does nothing where it is open; asks the caller for permission where the browser wants that. */
  async open(): Promise<void> {
    this.#closed = false;
    if (this.track?.readyState === 'live') return;
    this.#opening ??= this.#first().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Takes another device, or the same in another way: at once where the microphone is open. */
  async use(choice: MicrophoneChoice): Promise<void> {
    this.#choice = choice;
    if (this.#stream !== undefined) await this.renew();
  }

  /** Opens the chosen device once more, in place of a track that ended, or of another device. */
  async renew(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const turn = ++this.#turn;
    // Two tracks of one device share the first one's processing, so that one goes first; from another device the
    // voice goes on without a gap.
    const { microphone } = this.#choice;
    const open = optional(() => this.track?.getSettings().deviceId);
    if (microphone === null || microphone === open) this.track?.stop();
    let fresh: MediaStream;
    try {
      fresh = await this.#ask();
    } catch (error) {
      // The old track goes on, or it is missed already. Nobody is asked again and again for what they refused.
      if (turn !== this.#turn) return;
      this.#problem = problemOf(error, this.allowed);
      if (!isRefusal(this.#problem)) this.#retryLater();
      return;
    }
    const stream = this.#stream;
    const [track] = fresh.getAudioTracks();
    if (turn !== this.#turn || stream === undefined || track === undefined) {
      stop(fresh);
      return;
    }
    for (const old of stream.getAudioTracks()) {
      old.stop();
      stream.removeTrack(old);
    }
    stream.addTrack(track);
    this.#begin(track);
  }

  /** A sign that it may be had again: asks for it at once, where it broke off and wasn't refused. */
  revive(): void {
    if (this.#stream !== undefined && this.track?.readyState !== 'live' && !isRefusal(this.#problem))
      void this.renew();
  }

  /**
   * The page is seen again, or the caller wants it back: also asks for one that the system still holds back, as iOS does after a
   * telephone call.
   */
  takeBack(): void {
    if (this.track?.muted === true) void this.renew();
    else this.revive();
  }

  /** A muted track still sends, but only silence; the partner's side notices nothing else. */
  set muted(muted: boolean) {
    this.#muted = muted;
    if (this.track !== undefined) this.track.enabled = !muted;
  }

  /** Switches the microphone off, so that the browser shows that nobody listens. */
  close(): void {
    this.#closed = true;
    this.#turn += 1;
    this.#stopRetrying();
    if (this.#stream === undefined) return;
    stop(this.#stream);
    this.#stream = undefined;
    this.#tell(undefined);
  }

  #retryLater(): void {
    if (this.#stream === undefined || this.track?.readyState === 'live') return;
    const wait = Math.min(RETRY_AFTER * 2 ** this.#retries, RETRY_AT_LEAST_EVERY);
    this.#retries += 1;
    this.#retryTimer = setTimeout(() => void this.renew(), wait);
  }

  #stopRetrying(): void {
    clearTimeout(this.#retryTimer);
    this.#retries = 0;
    this.#problem = undefined;
  }

  async #first(): Promise<void> {
    let fresh: MediaStream;
    try {
      fresh = await this.#ask();
    } catch (error) {
      throw new MicrophoneError(problemOf(error, this.allowed), error);
    }
    // Closed while the browser was asking, or renewed in the meantime.
    if (this.#closed || this.track?.readyState === 'live') {
      stop(fresh);
      return;
    }
    this.#turn += 1;
    if (this.#stream !== undefined) stop(this.#stream);
    this.#stream = fresh;
    if (this.track !== undefined) this.#begin(this.track);
  }

  async #ask(): Promise<MediaStream> {
    const { microphone, echoCancellation, noiseSuppression, autoGainControl } = this.#choice;
    const audio: MediaTrackConstraints = {
      echoCancellation,
      noiseSuppression,
      autoGainControl,
      channelCount: 1,
    };
    // Where the device has gone, or can't do as the caller wishes, the system's own choice is better than none.
    const wishes: (MediaTrackConstraints | true)[] = [audio, true];
    // `exact`, because Chromium weighs an ideal device against the rest and then takes its default all the same.
    if (microphone !== null) wishes.unshift({ ...audio, deviceId: { exact: microphone } });
    const devices = this.#devices;
    if (devices === undefined) throw new DOMException('no access to devices', 'NotSupportedError');
    let refusal: unknown;
    for (const wish of wishes) {
      try {
        return await devices.getUserMedia({ audio: wish });
      } catch (error) {
        refusal = error;
        if (!WISHED_TOO_MUCH.has(nameOf(error))) break;
      }
    }
    throw refusal;
  }

  #begin(track: MediaStreamTrack): void {
    this.#stopRetrying();
    track.enabled = !this.#muted;
    // Only where the device went away: a track that is stopped here says nothing.
    track.addEventListener('ended', () => void this.renew());
    this.#tell(track);
  }

  #tell(track: MediaStreamTrack | undefined): void {
    for (const follower of this.#followers) apart(() => follower(track));
  }
}

/** Whether the caller, or their system, has said no. */
export const isRefusal = (problem: MicrophoneProblem | undefined): boolean =>
  problem?.kind === 'microphone_refused' || problem?.kind === 'microphone_blocked';

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** What a browser says to a wish for a device that it hasn't got. */
const WISHED_TOO_MUCH: ReadonlySet<string> = new Set(['NotFoundError', 'OverconstrainedError']);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** Names of Media Capture and Streams, §10.2. `allowed`: the caller has allowed the microphone, as far as is known. */
function problemOf(error: unknown, allowed: boolean): MicrophoneProblem {
  const name = nameOf(error);
  switch (name) {
    case 'NotAllowedError': {
      // Chromium: "Permission denied by system". Others refuse what the caller has allowed.
      const bySystem = allowed || (error instanceof Error && /system/i.test(error.message));
      return { kind: bySystem ? 'microphone_blocked' : 'microphone_refused' };
    }
    case 'SecurityError':
      return { kind: 'microphone_blocked' };
    case 'NotFoundError':
    case 'OverconstrainedError':
      return { kind: 'microphone_missing' };
    case 'NotReadableError':
      return { kind: 'microphone_busy' };
    default:
      return { kind: 'microphone_failed', error: name };
  }
}

/** What to say of a microphone that didn't open, whatever was thrown. */
export const microphoneProblem = (error: unknown): MicrophoneProblem =>
  error instanceof MicrophoneError ? error.problem : problemOf(error, false);
