import { optional } from '../../browser/optional';
import { locale } from './language';

/** A day and a time of the day, as "30 November 2026 at 09:25", or as ISO 8601 has it where `Intl` is missing. */
export function moment(milliseconds: number, dateStyle: 'full' | 'long'): string {
  const format = () => new Intl.DateTimeFormat(locale(), { dateStyle, timeStyle: 'short' });
  return optional(() => format().format(milliseconds)) ?? new Date(milliseconds).toISOString();
}
