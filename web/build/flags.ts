import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { COUNTRIES } from '../src/call/search/countries.ts';

const require = createRequire(import.meta.url);
const manifest = require.resolve('circle-flags/package.json');
const { version } = require(manifest) as { version: string };

/**
 * Where the flags live on our own host. The version is part of the path, so that they may be cached for as
 * long as the hashed assets beside them.
 */
export const FLAGS_PATH = `/assets/flags-${version}`;

const svg = (code: string) => readFile(join(dirname(manifest), 'flags', `${code}.svg`), 'utf8');

/** Serves one SVG for each country we name; the page loads only those it shows. */
export function flags(): Plugin {
  return {
    name: 'calln-flags',
    async buildStart() {
      if (this.environment.config.command !== 'build') return;
      for (const country of COUNTRIES) {
        const code = country.toLowerCase();
        this.emitFile({
          type: 'asset',
          fileName: `${FLAGS_PATH.slice(1)}/${code}.svg`,
          source: await svg(code),
        });
      }
    },
    configureServer(server) {
      server.middlewares.use(FLAGS_PATH, async (request, response, next) => {
        const code = /^\/([a-z]{2})\.svg$/.exec(request.url ?? '')?.[1];
        if (code === undefined) return next();
        response.setHeader('content-type', 'image/svg+xml').end(await svg(code));
      });
    },
  };
}
