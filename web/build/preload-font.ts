import type { Plugin } from 'vite';

/** Asks for the Latin cut of Outfit together with the style sheet, so that the first paint has the right letters. */
export function preloadFont(): Plugin {
  return {
    name: 'calln-preload-font',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const font = Object.keys(bundle ?? {}).find((file) => /outfit-latin-wght.*\.woff2$/.test(file));
        if (font === undefined) throw new Error('the build holds no Latin cut of Outfit');
        const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${font}` };
        return [{ tag: 'link', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}
