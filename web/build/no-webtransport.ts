import type { Plugin } from 'vite';

const WEBTRANSPORT = /engine\.io-client\/build\/esm\/transports\/webtransport\.js$/;

/**
 * Leaves Engine.IO's WebTransport out of the page: the server has none, and the library, which looks it up by name,
 * brings a kilobyte of it to the first load.
 */
export function noWebTransport(): Plugin {
  let found = false;
  return {
    name: 'calln-no-webtransport',
    apply: 'build',
    load(id) {
      if (!WEBTRANSPORT.test(id)) return undefined;
      found = true;
      return 'export const WT = undefined;';
    },
    buildEnd(error) {
      if (error === undefined && !found)
        throw new Error('Engine.IO has no WebTransport to leave out any more');
    },
  };
}
