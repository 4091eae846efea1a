import type { Estimate, Headcount } from '../wire';

const number = new Intl.NumberFormat('en');

/** The server rounds down, hence the plus. */
const people = (count: number) => `${number.format(count)}+ people`;

/** Who is here, for the start page. */
export function onlineNow(online: Headcount): string {
  if (online === 'none') return 'Nobody here just now';
  return online === 'few' ? 'A few people here now' : `${people(online)} here now`;
}

/** Who would fit, for those who wait. */
export function supplyNow(supply: Headcount): string {
  if (supply === 'none') return 'Nobody who fits is here yet. You are matched as soon as somebody comes.';
  return supply === 'few' ? 'A few people who fit are here.' : `${people(supply)} who fit are here.`;
}

/** What a wider wish would add. */
export function wouldAdd(widened: Headcount): string {
  if (widened === 'none') return 'nobody';
  return widened === 'few' ? 'a few more people' : `${number.format(widened)}+ more people`;
}

/** How long it may take: a range, because nobody knows better. */
export function mayTake({ from, to }: Estimate): string {
  const inMinutes = to > 90;
  const [unit, low, high] = inMinutes
    ? ['minute', Math.floor(from / 60), Math.ceil(to / 60)]
    : ['second', Math.floor(from), Math.ceil(to)];
  const units = high === 1 ? unit : `${unit}s`;
  if (low <= 0) return `Usually within ${high} ${units}.`;
  return low === high ? `Usually about ${high} ${units}.` : `Usually ${low} to ${high} ${units}.`;
}
