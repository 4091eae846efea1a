import type { IceServer } from '../../wire';
import { play } from '../devices/audio/chime';
import type { Microphone } from '../devices/microphone';
import type { Finding, Findings, Step } from './finding';
import { checkLoopback } from './loopback';
import { checkMicrophone } from './microphone';
import { askForTrial, checkRelay, type Trial } from './relay';
import { checkSignalling } from './signalling';
import { checkStun } from './stun';

/** Where a test stands. */
export type Examined = {
  readonly findings: Findings;
  /** What is being tested. `speaker` waits for the caller's answer. */
  readonly running: Step | 'nothing' | 'done';
};

const UNSUPPORTED: Finding = { verdict: 'bad', reason: 'unsupported' };

/** All steps, one after the other, from the caller's click on. */
export class Examination {
  readonly #microphone: Microphone;
  readonly #changed: (examined: Examined) => void;
  #findings: Findings = {};
  #answer: ((heard: boolean) => void) | undefined;

  constructor(microphone: Microphone, changed: (examined: Examined) => void) {
    this.#microphone = microphone;
    this.#changed = changed;
  }

  async run(): Promise<void> {
    this.#findings = {};
    await this.#step('microphone', () => checkMicrophone(this.#microphone));
    await this.#step('speaker', () => this.#ask());
    const servers = (await this.#reach('websocket')) ?? (await this.#reach('polling'));
    // Both are tested, but one is enough to learn the servers from.
    if (this.#findings.polling === undefined) await this.#reach('polling');
    await this.#connect('stun', () => checkStun(servers));
    let trial: Promise<Trial> | undefined;
    for (const transport of ['udp', 'tcp'] as const)
      await this.#connect(`turn_${transport}`, async () => {
        trial ??= askForTrial();
        return checkRelay(transport, await trial);
      });
    await this.#connect('loopback', () => checkLoopback(this.#microphone.track));
    this.#microphone.close();
    this.#changed({ findings: this.#findings, running: 'done' });
  }

  /** Plays the sound once more. */
  replay(): void {
    void play('match', null);
  }

  /** What the caller says to whether they heard it. */
  answer(heard: boolean): void {
    this.#answer?.(heard);
  }

  async #ask(): Promise<Finding> {
    this.replay();
    const heard = await new Promise<boolean>((resolve) => {
      this.#answer = resolve;
    });
    return heard ? { verdict: 'good', reason: 'works' } : { verdict: 'bad', reason: 'unheard' };
  }

  async #reach(way: 'websocket' | 'polling'): Promise<readonly IceServer[] | undefined> {
    let servers: readonly IceServer[] | undefined;
    await this.#step(way, async () => {
      const { finding, welcome } = await checkSignalling(way);
      servers = welcome?.ice_servers;
      return finding;
    });
    return servers;
  }

  /** A step that takes what makes calls, which may be missing or switched off, as in Safari's Lockdown Mode. */
  async #connect(step: Step, check: () => Promise<Finding>): Promise<void> {
    await this.#step(step, async () => {
      if (!('RTCPeerConnection' in window)) return UNSUPPORTED;
      return check().catch(() => UNSUPPORTED);
    });
  }

  async #step(step: Step, check: () => Promise<Finding>): Promise<void> {
    this.#changed({ findings: this.#findings, running: step });
    this.#findings = { ...this.#findings, [step]: await check() };
  }
}
