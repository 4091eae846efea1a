import type { IceServer } from '../../wire';
import { play } from '../devices/audio/chime';
import type { Microphone } from '../devices/microphone';
import type { Finding, Findings, Step } from './finding';
import { checkLoopback } from './loopback';
import { checkMicrophone } from './microphone';
import { askForTrial, checkRelay } from './relay';
import { checkSignalling } from './signalling';
import { checkStun } from './stun';

/** Where a test stands. */
export type Examined = {
  readonly findings: Findings;
  /** What is being tested. `speaker` waits for the caller's answer. */
  readonly running: Step | 'nothing' | 'done';
};

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
    await this.#step('stun', () => checkStun(servers));
    const trial = askForTrial();
    await this.#step('turn_udp', async () => checkRelay('udp', await trial));
    await this.#step('turn_tcp', async () => checkRelay('tcp', await trial));
    await this.#step('loopback', () => checkLoopback(this.#microphone.track));
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

  async #step(step: Step, check: () => Promise<Finding>): Promise<void> {
    this.#changed({ findings: this.#findings, running: step });
    this.#findings = { ...this.#findings, [step]: await check() };
  }
}
