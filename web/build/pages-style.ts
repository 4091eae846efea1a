import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);
const manifest = require.resolve('@fontsource-variable/outfit/package.json');
const { version } = require(manifest) as { version: string };
const FONT = `assets/outfit-${version}.woff2`;

/**
 * Writes `pages.css`, the style of the pages that the server writes itself, from the same tokens as the page of
 * the calls. Their names can't carry a hash, since the server has to know them.
 */
export function pagesStyle(): Plugin {
  return {
    name: 'calln-pages-style',
    apply: 'build',
    async buildStart() {
      const style = (name: string) => readFile(join('src/ui/style', name), 'utf8');
      const font = await readFile(join(dirname(manifest), 'files/outfit-latin-wght-normal.woff2'));
      const face = `@font-face{font-family:"Outfit Variable";font-weight:100 900;font-display:swap;src:url("/${FONT}") format("woff2")}\n`;
      const source = face + (await style('tokens.css')) + (await style('pages.css'));
      this.emitFile({ type: 'asset', fileName: FONT, source: font });
      this.emitFile({ type: 'asset', fileName: 'pages.css', source });
    },
  };
}
