import type { Challenge, Proof } from '../../../wire';
import type { Progress } from './solver';

/**
 * Solves a puzzle, and says how likely it is, from 0 to 1, that it would be solved by now: nobody knows how many tries
 * it takes, but on average. The solver is fetched from the server only here, by those few who are asked.
 *
 * Rejects where it can't be fetched, and when `stop` says that the solution isn't wanted any more.
 */
export function prove(
  challenge: Challenge,
  progress: (likely: number) => void,
  stop: AbortSignal,
): Promise<Proof> {
  const expected = 16 ** challenge.parameters.keyPrefix.length;
  const solver = new Worker(new URL('./solver.ts', import.meta.url), { type: 'module' });
  return new Promise<Proof>((resolve, reject) => {
    solver.addEventListener('error', () => reject(new Error('the solver broke down')));
    solver.addEventListener('message', ({ data }: MessageEvent<Progress>) => {
      if ('solution' in data) resolve({ challenge, solution: data.solution });
      else progress(1 - Math.exp(-data.tries / expected));
    });
    stop.addEventListener('abort', () => reject(stop.reason), { once: true });
    solver.postMessage(challenge);
  }).finally(() => solver.terminate());
}
