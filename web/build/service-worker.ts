import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Plugin, type Rolldown, transformWithOxc } from 'vite';

/** What only some operators' visitors load. */
const NOT_KEPT: ReadonlySet<string> = new Set(['firebase']);

/** A chunk and all that it needs, now or later, with style and type. */
function reachable(bundle: Rolldown.OutputBundle, name: string, seen = new Set<string>()): Set<string> {
  const chunk = bundle[name];
  if (chunk?.type !== 'chunk' || seen.has(name) || NOT_KEPT.has(chunk.name)) return seen;
  seen.add(name);
  for (const file of chunk.viteMetadata?.importedCss ?? []) seen.add(file);
  for (const next of [...chunk.imports, ...chunk.dynamicImports]) reachable(bundle, next, seen);
  return seen;
}

/** Writes `sw.js`: `worker/worker.ts` with the names of the files that it is to keep. */
export function serviceWorker(): Plugin {
  return {
    name: 'calln-service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const entry = Object.values(bundle).find(
          (file) => file.type === 'chunk' && file.facadeModuleId?.endsWith('/index.html') === true,
        )?.fileName;
        if (entry === undefined) throw new Error('the build has no page');
        const fonts = Object.keys(bundle).filter(
          (name) => name.endsWith('.woff2') && name.includes('-wght-'),
        );
        const files = [...reachable(bundle, entry), ...fonts].map((name) => `/${name}`).sort();
        const path = 'worker/worker.ts';
        const { code } = await transformWithOxc(await readFile(path, 'utf8'), path);
        const release = createHash('sha256').update(files.join()).digest('hex').slice(0, 16);
        const shell = JSON.stringify({ release, files });
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: `const SHELL = ${shell};\n${code}` });
      },
    },
  };
}
