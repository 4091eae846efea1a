import { readFileSync } from 'node:fs';

const page = readFileSync('dist/index.html', 'utf8');
/** All that the browser is told to fetch at once; what a script asks for later isn't named there. */
const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
  ([, path]) => `dist/${path}`,
);

export default [{ name: 'Start screen: script and style before a call', path: named, limit: '40 kB' }];
