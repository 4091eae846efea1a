import { optional } from '../../browser/optional';

/**
 * How the first of `languages` that the browser can name countries in names the one with a code. Where it names none, the code
 * has to do.
 */
export function namesIn(languages: readonly string[]): (code: string) => string {
  const names = optional(() => new Intl.DisplayNames([...languages, 'en'], { type: 'region' }));
  return (code) => optional(() => names?.of(code)) ?? code;
}
