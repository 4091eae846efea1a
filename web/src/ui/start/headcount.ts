import type { Headcount } from '../../wire';
import { m, number } from '../language/language';

/** Who is here, for the start page. The server rounds down, and the words say so. */
export function onlineNow(online: Headcount): string {
  const { nobody, few, many } = m().online;
  if (online === 'none') return nobody;
  return online === 'few' ? few : many(number(online));
}
