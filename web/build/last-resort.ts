import type { Plugin } from 'vite';
import { LAST_RESORT } from '../messages/last-resort.ts';

/**
 * Puts into each page, in plain HTML, what is shown where its script doesn't come or doesn't run. The style sheet hides it while
 * there is hope (`last-resort.css`).
 */
export function lastResort(): Plugin {
  const lines = Object.entries(LAST_RESORT).map(
    ([lang, { said, reload }]) => `<p lang="${lang}" dir="auto">${said} <a href="">${reload}</a></p>`,
  );
  const children = `${lines.join('')}<p><a href="/about">Calln</a></p>`;
  return {
    name: 'calln-last-resort',
    transformIndexHtml: () => [{ tag: 'aside', attrs: { id: 'last-resort' }, children, injectTo: 'body' }],
  };
}
