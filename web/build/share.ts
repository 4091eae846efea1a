import type { Plugin } from 'vite';
import { ar } from '../messages/ar.ts';
import { de } from '../messages/de.ts';
import { en } from '../messages/en.ts';
import { es } from '../messages/es.ts';
import { fr } from '../messages/fr.ts';
import { hi } from '../messages/hi.ts';
import { id } from '../messages/id.ts';
import { pt } from '../messages/pt.ts';

/** What others show of a link to the start page, by language: its own words. The pictures in `public/share` have them too. */
export const SHARED = Object.fromEntries(
  Object.entries({ ar, de, en, es, fr, hi, id, pt }).map(([language, { start }]) => [
    language,
    { title: start.title.join(''), lead: start.lead },
  ]),
);

/** Writes them where the server finds them. */
export function share(): Plugin {
  return {
    name: 'calln-share',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'asset', fileName: 'share/words.json', source: JSON.stringify(SHARED) });
    },
  };
}
