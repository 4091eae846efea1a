import type { Estimate, Headcount, Waiting } from '../../wire';
import { amount, number, range } from '../language/language';
import { m } from '../language/language-later';

/** Who would fit, for those who wait. */
function supplyNow(supply: Headcount): string {
  const { supplyNone, supplyFew, supplyMany } = m().waiting;
  if (supply === 'none') return supplyNone;
  return supply === 'few' ? supplyFew : supplyMany(number(supply));
}

/** What a wider wish would add. */
export function wouldAdd(widened: Exclude<Headcount, 'none'>): string {
  const { offerFew, offerMany } = m().waiting;
  return widened === 'few' ? offerFew : offerMany(number(widened));
}

/** How long it may take: a range, because nobody knows better. */
function mayTake({ from, to }: Estimate): string {
  const inMinutes = to > 90;
  const [unit, low, high] = inMinutes
    ? (['minute', Math.floor(from / 60), Math.ceil(to / 60)] as const)
    : (['second', Math.floor(from), Math.ceil(to)] as const);
  const { usuallyWithin, usuallyAbout, usually } = m().waiting;
  if (low <= 0) return usuallyWithin(amount(high, unit));
  return low === high ? usuallyAbout(amount(high, unit)) : usually(range(low, high, unit));
}

/** What is known while nobody is found. A time is told only where somebody who fits is here: without, it would not hold. */
export function waitInWords({ supply, estimate }: Pick<Waiting, 'supply' | 'estimate'>): string {
  return estimate === null || supply === 'none'
    ? supplyNow(supply)
    : `${supplyNow(supply)} ${mayTake(estimate)}`;
}
