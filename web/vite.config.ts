import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';
import { brotli } from './build/brotli.ts';
import { firstLoad } from './build/first-load.ts';
import { FLAGS_PATH, flags } from './build/flags.ts';
import { lastResort } from './build/last-resort.ts';
import { noWebTransport } from './build/no-webtransport.ts';
import { pagesStyle } from './build/pages-style.ts';
import { preloadFont } from './build/preload-font.ts';
import { serviceWorker } from './build/service-worker.ts';
import { share } from './build/share.ts';

/** Where `cargo xtask` wants to read what became of each test. */
const REPORT = process.env.CALLN_TEST_REPORT;

export default defineConfig({
  plugins: [
    solid({ solid: { moduleName: '/src/ui/dom.ts' } }),
    flags(),
    noWebTransport(),
    preloadFont(),
    lastResort(),
    pagesStyle(),
    share(),
    serviceWorker(),
    brotli(),
  ],
  define: { FLAGS_PATH: JSON.stringify(FLAGS_PATH) },
  // The policy of the page allows no data: fonts, and a flag of its own file can be cached.
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'my-data.html', 'check.html'],
      // What Socket.IO's front door does besides opening it, the page doesn't use.
      treeshake: {
        moduleSideEffects: [{ test: /socket\.io-client\/build\/esm\/index\.js$/, sideEffects: false }],
      },
      output: { codeSplitting: firstLoad(import.meta.dirname) },
    },
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8080', '/socket.io': { target: 'http://127.0.0.1:8080', ws: true } },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    // What ends a test that hangs; a slow machine is no failure.
    testTimeout: 60_000,
    reporters: REPORT ? ['default', ['json', { outputFile: REPORT }]] : ['default'],
  },
});
