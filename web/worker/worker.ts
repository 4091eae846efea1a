/**
 * Keeps the page's own files, so that it starts without a network and says so. It never answers for anything else: an
 * API, the socket, an advertisement or a flag goes its way as if there were no worker.
 *
 * A start asks the server for the page first, so a new release is there with the next start; the files kept are
 * the ones that belong together, of the release that this worker came with. A worker takes over when no tab runs the
 * release before any more, and so never in a call.
 */

/** What the build has put here: a name for the release, and the paths of its files. */
declare const SHELL: { readonly release: string; readonly files: readonly string[] };

/** TypeScript takes it for any worker's. */
const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `calln ${SHELL.release}`;
const PAGE = '/';

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...SHELL.files]);
  const page = (await (await cache.match(PAGE))?.text()) ?? '';
  const named = page.match(/\/assets\/[^"]+/g) ?? [];
  // Another release may have come in between; its own worker keeps it.
  if (!named.every((path) => SHELL.files.includes(path))) throw new Error('the page is of another release');
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function kept(request: Request): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(request);
}

worker.addEventListener('install', (event) => event.waitUntil(keep()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (pathname === PAGE && request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(async (error) => (await kept(request)) ?? Promise.reject(error)));
  } else if (SHELL.files.includes(pathname)) {
    event.respondWith(kept(request).then((response) => response ?? fetch(request)));
  }
});
