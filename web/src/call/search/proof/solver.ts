import { pbkdf2, solveChallenge } from 'altcha/lib';
import type { Challenge, Solution } from '../../../wire';

/** What the worker says: how many tries there have been, and in the end the solution. */
export type Progress = { readonly tries: number } | { readonly solution: Solution };

/** How often it says how far it is, in tries. */
const EVERY = 64;

/** A puzzle is solved beside the page, which stays quick meanwhile. It begins with the first message, the puzzle. */
self.addEventListener('message', async ({ data }: MessageEvent<Challenge>) => {
  let tries = 0;
  const solution = await solveChallenge({
    challenge: data,
    timeout: 0,
    deriveKey: (...input) => {
      tries += 1;
      if (tries % EVERY === 0) say({ tries });
      return pbkdf2.deriveKey(...input);
    },
  });
  if (solution === null) throw new Error('the solver gave up');
  say({ solution: { counter: solution.counter, derivedKey: solution.derivedKey } });
});

function say(progress: Progress): void {
  self.postMessage(progress);
}
