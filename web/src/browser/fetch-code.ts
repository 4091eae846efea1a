/** The page that the browser has loaded names this file, and another release names another. */
const ENTRY = /\/assets\/[\w-]+\.js/;

let outdated: () => void = () => undefined;

/** `told` hears of it when code is gone from the server because the page is older than the server's. */
export function whenOutdated(told: () => void): void {
  outdated = told;
}

/** Style sheets that couldn't be fetched. Vite asks for each once, and takes it for present from then on. */
const missingStyles = new Set<HTMLLinkElement>();

/** Notes which style sheets of `document` can't be fetched, so that {@link fetchCode} asks for them again. */
export function watchStyles(document: Document): void {
  const note = ({ target }: Event) => {
    // A script that is only preloaded fails by itself where it is imported.
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missingStyles.add(target);
  };
  document.addEventListener('error', note, true);
}

/** Asks once more for the style sheets that are missing. Throws where one still can't be fetched. */
async function fetchMissingStyles(): Promise<void> {
  const fetches = [...missingStyles].map((link) => {
    missingStyles.delete(link);
    const fresh = link.cloneNode() as HTMLLinkElement;
    return new Promise((resolve, reject) => {
      fresh.onload = resolve;
      fresh.onerror = reject;
      link.replaceWith(fresh);
    });
  });
  await Promise.all(fetches);
}

/**
 * Loads code that isn't part of the first load. What fails is tried once more, under a fresh address where the browser names the
 * one that failed: Firefox remembers a failure for as long as the page lives, and the network may be back.
 *
 * Throws where that fails too. `load` resolves to the module itself, since under a fresh address nothing else is loaded.
 */
export async function fetchCode<Code>(load: () => Promise<Code>): Promise<Code> {
  try {
    // Perhaps another code's, which is no reason to do without this one.
    if (missingStyles.size > 0) await fetchMissingStyles().catch(() => undefined);
    return await load();
  } catch (failure) {
    try {
      return await loadAfresh(load, failure);
    } catch (error) {
      void compare();
      throw error;
    }
  }
}

let attempts = 0;

async function loadAfresh<Code>(load: () => Promise<Code>, failure: unknown): Promise<Code> {
  const address = /https?:\S+\.js/.exec(failure instanceof Error ? failure.message : '')?.[0];
  attempts += 1;
  await fetchMissingStyles();
  return address === undefined ? load() : import(/* @vite-ignore */ `${address}?${attempts}`);
}

/** Asks the server whether its page is still this one. Where it can't be reached, nothing follows from that. */
async function compare(): Promise<void> {
  const own = document.querySelector<HTMLScriptElement>('script[src*="/assets/"]')?.getAttribute('src');
  const page = await fetch('/', { cache: 'no-store' }).then(
    (response) => response.text(),
    () => '',
  );
  const current = ENTRY.exec(page)?.[0];
  if (own != null && current !== undefined && !page.includes(own)) outdated();
}
