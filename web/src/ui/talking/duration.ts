import { amount, m, together } from '../language/language';

/** As on a clock: `0:07`, `12:30`, `1:02:05`. */
export function clock(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** As said aloud: `1 minute 5 seconds`. */
export function spoken(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => amount(count, unit));
  return said.length === 0 ? m().ended.lessThanASecond : together(said.slice(0, 2));
}
