import type { Rolldown } from 'vite';

const PAGE = '/src/main.tsx';

/** What `main.tsx` imports, and what that imports, but for what it asks for later. */
function imports(context: Pick<Rolldown.ChunkingContext, 'getModuleInfo'>, id: string, seen: Set<string>) {
  for (const imported of context.getModuleInfo(id)?.importedIds ?? []) {
    if (seen.has(imported)) continue;
    seen.add(imported);
    imports(context, imported, seen);
  }
  return seen;
}

/**
 * One chunk for all that the start screen needs: a dozen small ones, as the sharing with the other pages would have
 * it, compress worse and ask more of the server.
 */
export function firstLoad(root: string): Rolldown.CodeSplittingOptions {
  let modules: Set<string> | undefined;
  return {
    groups: [
      {
        name: (id, context) => {
          modules ??= imports(context, root + PAGE, new Set());
          return modules.has(id) ? 'first' : null;
        },
      },
    ],
  };
}
