import { fetchCode } from '../../../browser/fetch-code';
import { optional } from '../../../browser/optional';
import type { Kept } from '../../../kept';
import { type Microphone, type MicrophoneProblem, microphoneProblem } from '../microphone';
import type { Speaker } from '../speaker';
import type { Chime } from './chime';
import type { Devices } from './devices';
import type { Loudness } from './loudness';
import { type Preferences, recall, remember } from './preferences';
import { type Input, type Listened, lackOf, listen, listening } from './silence';

/** Between two looks at the own microphone, in milliseconds: a little more than one reading covers. */
const LOOK_EVERY = 100;

/** The sounds, in a chunk of their own. Also fetches them ahead. */
export const fetchChime = () => fetchCode(() => import('./chime'));

const fetchDevices = () => fetchCode(() => import('./devices')).catch(() => undefined);

/** The own voice, recorded and played back before a call. */
export type Rehearsal = 'none' | 'recording' | 'playing' | 'heard' | 'silent';

/** All that there is to see of the own sound. */
export type SoundSettingsState = {
  readonly preferences: Preferences;
  readonly devices: Devices;
  /** Whether this browser lets a page choose the loudspeaker. */
  readonly choosesSpeaker: boolean;
  /** Whether the microphone is open, and which of the devices it is, as far as the browser says. */
  readonly microphone: { readonly open: false } | { readonly open: true; readonly id: string | null };
  /** Why it isn't, where somebody asked for it here. */
  readonly problem: MicrophoneProblem | null;
  readonly input: Input;
  readonly rehearsal: Rehearsal;
};

/** What the sound settings need of the browser. */
export interface Wiring {
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  /** Missing where the page is not served securely; then there is no call either. */
  readonly media: MediaDevices | undefined;
  readonly storage: Kept;
  /** Milliseconds of a monotonic clock. */
  now(): number;
}

/** The sound settings: which devices, how loud, and whether the own voice gets through. */
export class SoundSettings {
  readonly #wiring: Wiring;
  readonly #changed: (state: SoundSettingsState) => void;
  #state: SoundSettingsState;
  #loudness: Loudness | undefined;
  #peak: number | null = null;
  #listened: Listened;
  /** Whether the caller has looked at the choices. */
  #listing = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #rehearsing = new AbortController();

  /** `changed` is told of every new state. */
  constructor(wiring: Wiring, changed: (state: SoundSettingsState) => void) {
    this.#wiring = wiring;
    this.#changed = changed;
    this.#listened = listening(wiring.now());
    const preferences = recall(wiring.storage);
    this.#state = {
      preferences,
      devices: { microphones: [], speakers: [] },
      choosesSpeaker: wiring.speaker.selectable,
      microphone: { open: false },
      problem: null,
      input: 'working',
      rehearsal: 'none',
    };
    wiring.speaker.volume = preferences.volume;
    void wiring.speaker.use(preferences.speaker);
    wiring.microphone.follow((track) => this.#follow(track));
    optional(() => wiring.media?.addEventListener('devicechange', () => void this.#plugged()));
  }

  get state(): SoundSettingsState {
    return this.#state;
  }

  /** Takes a wish over: at once, in a call as well. */
  choose(change: Partial<Preferences>): void {
    const before = this.#state.preferences;
    const preferences = { ...before, ...change };
    this.#set({ preferences });
    remember(this.#wiring.storage, preferences);
    const { microphone, speaker } = this.#wiring;
    speaker.volume = preferences.volume;
    if (preferences.speaker !== before.speaker) void speaker.use(preferences.speaker);
    const input = ['microphone', 'echoCancellation', 'noiseSuppression', 'autoGainControl'] as const;
    if (input.some((key) => preferences[key] !== before[key])) void microphone.use(preferences);
  }

  /** Opens the microphone for a look at it, and the devices' names with it; a call may go on using it. */
  async open(): Promise<void> {
    try {
      await this.#wiring.microphone.open();
      this.#set({ problem: null });
    } catch (error) {
      this.#set({ problem: microphoneProblem(error) });
    }
  }

  /** A call goes on without a microphone, which is being asked for. */
  miss(problem: MicrophoneProblem): void {
    this.#set({ input: lackOf(problem) });
  }

  /** The caller wants it back in a call, in which it is missed. */
  async takeBack(): Promise<void> {
    this.#wiring.microphone.takeBack();
    await this.open();
  }

  /** Lets the microphone go again, and ends a rehearsal. */
  close(): void {
    this.#rehearsing.abort();
    this.#wiring.microphone.close();
  }

  /**
   * Lists the devices from now on, for a caller who is about to choose. Never before: what is plugged in tells
   * browsers apart, and a call needs no list.
   */
  list(): void {
    this.#listing = true;
    void this.#list();
  }

  /** Outside of a call, where nobody hears: a caller who was muted would see nothing move. */
  unmute(): void {
    this.#wiring.microphone.muted = false;
  }

  /** The peak of the own voice, 0 to 1; null where nothing can be measured. */
  peak(): number | null {
    return this.#peak;
  }

  /** Records a sentence and plays it back, through the loudspeaker that is chosen. */
  async rehearse(): Promise<void> {
    const { track } = this.#wiring.microphone;
    if (track === undefined || ['recording', 'playing'].includes(this.#state.rehearsal)) return;
    this.#rehearsing = new AbortController();
    const { signal } = this.#rehearsing;
    const began = this.#wiring.now();
    this.#listened = listening(began);
    this.#set({ rehearsal: 'recording' });
    let outcome: Rehearsal = 'none';
    try {
      const { record, playBack } = await fetchCode(() => import('./rehearsal'));
      const recording = await record(track, signal);
      // The time that a rehearsal takes is shorter than that of silence in a call: no sound at all is enough.
      const spoke = this.#listened.soundAt > began;
      if (!signal.aborted && spoke) {
        this.#set({ rehearsal: 'playing' });
        await playBack(recording, this.#state.preferences.speaker, signal);
      }
      if (!signal.aborted) outcome = spoke ? 'heard' : 'silent';
    } catch {
      // Neither recorded nor played: the meter beside the button still tells.
    }
    this.#set({ rehearsal: outcome });
  }

  /** A short sound, where the caller likes them. */
  chime(sound: Chime): void {
    const { sounds, speaker } = this.#state.preferences;
    if (sounds)
      void fetchChime().then(
        ({ play }) => play(sound, speaker),
        () => undefined,
      );
  }

  /** Another track, or none. It is measured itself: a copy would hold the device to what it was opened with. */
  #follow(track: MediaStreamTrack | undefined): void {
    clearInterval(this.#timer);
    this.#loudness?.close();
    this.#loudness = undefined;
    this.#peak = null;
    this.#listened = listening(this.#wiring.now());
    if (track === undefined) {
      this.#rehearsing.abort();
      this.#set({ microphone: { open: false }, input: 'working', rehearsal: 'none' });
      return;
    }
    void this.#measure(track);
    this.#timer = setInterval(() => this.#look(track), LOOK_EVERY);
    this.#set({
      microphone: { open: true, id: optional(() => track.getSettings().deviceId) ?? null },
      input: 'working',
      problem: null,
    });
    if (this.#listing) void this.#list();
  }

  async #measure(track: MediaStreamTrack): Promise<void> {
    const code = await fetchCode(() => import('./loudness')).catch(() => undefined);
    if (code !== undefined && track === this.#wiring.microphone.track)
      this.#loudness = new code.Loudness(track);
  }

  #look(track: MediaStreamTrack): void {
    this.#peak = this.#loudness?.peak() ?? null;
    // Who is muted is silent, and knows it.
    const peak = track.enabled ? this.#peak : null;
    const lack = lackOf(this.#wiring.microphone.problem);
    const reading = { live: track.readyState === 'live', lack, heldBack: track.muted, peak };
    this.#listened = listen(this.#listened, reading, this.#wiring.now());
    this.#set({ input: this.#listened.input });
  }

  async #list(): Promise<void> {
    const { media } = this.#wiring;
    const code = await fetchDevices();
    if (media !== undefined && code !== undefined) this.#set({ devices: await code.devices(media) });
  }

  /** Something came or went: the chosen device is taken up again, and one that broke off is replaced. */
  async #plugged(): Promise<void> {
    if (this.#listing) await this.#list();
    const { preferences, microphone } = this.#state;
    void this.#wiring.speaker.use(preferences.speaker);
    if (!microphone.open) return;
    const stoodIn = preferences.microphone !== null && microphone.id !== preferences.microphone;
    const { track } = this.#wiring.microphone;
    if (stoodIn || track?.readyState !== 'live' || (await this.#systemPrefersAnother(track)))
      await this.#wiring.microphone.renew();
  }

  /** Whether the caller leaves the choice to the system, and the system has made another. */
  async #systemPrefersAnother(track: MediaStreamTrack): Promise<boolean> {
    const { media } = this.#wiring;
    if (media === undefined || this.#state.preferences.microphone !== null) return false;
    const preferred = await (await fetchDevices())?.preferredGroup(media);
    return preferred !== undefined && preferred !== optional(() => track.getSettings().groupId);
  }

  #set(change: Partial<SoundSettingsState>): void {
    const keys = Object.keys(change) as (keyof SoundSettingsState)[];
    if (keys.every((key) => this.#state[key] === change[key])) return;
    this.#state = { ...this.#state, ...change };
    this.#changed(this.#state);
  }
}
