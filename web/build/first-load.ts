import type { Rolldown } from 'vite';

const PAGE = '/src/main.tsx';
/** What no search begins without. */
const MATCH = '/src/call/match.ts';

/** What a module imports, and what that imports, but for what it asks for later. */
function imports(context: Pick<Rolldown.ChunkingContext, 'getModuleInfo'>, id: string, seen: Set<string>) {
  for (const imported of context.getModuleInfo(id)?.importedIds ?? []) {
    if (seen.has(imported)) continue;
    seen.add(imported);
    imports(context, imported, seen);
  }
  return seen;
}

/**
 * One chunk for all that the start screen needs, and one for what a match needs besides: a dozen small ones, as the sharing
 * with the other pages would have it, compress worse and ask more of the server.
 */
export function firstLoad(root: string): Rolldown.CodeSplittingOptions {
  let first: Set<string> | undefined;
  let match: Set<string> | undefined;
  return {
    groups: [
      {
        name: (id, context) => {
          first ??= imports(context, root + PAGE, new Set());
          match ??= imports(context, root + MATCH, new Set([root + MATCH]));
          if (first.has(id)) return 'first';
          return match.has(id) ? 'match' : null;
        },
      },
    ],
  };
}
