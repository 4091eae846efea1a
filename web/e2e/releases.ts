/** The next release of the page, made of the present one: every script and style sheet has another name. */
const NAMES = /((?:assets|\.)\/[\w.-]+?-)([\w-]{8}\.(?:js|css))\b/g;

/** What the next release has in place of a text of the present one. */
export const renamed = (text: string): string => text.replace(NAMES, '$1NEXT$2');

/** Under which path the present release has what the next one asks for; undefined where it is gone in the next. */
export function presentPath(path: string): string | undefined {
  if (path.includes('NEXT')) return path.replace('NEXT', '');
  return renamed(`.${path}`) === `.${path}` ? path : undefined;
}
