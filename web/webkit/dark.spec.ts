import { expect, heading, LAPTOP, PHONE, picture, test } from './webkit';

test.use({ colours: 'dark' });

/** Red, green and blue of what lies behind the words, and of the words: 0 to 255. */
function colours() {
  const of = (property: 'color' | 'backgroundColor') =>
    [document.documentElement, document.body]
      .map(
        (element) =>
          getComputedStyle(element)
            [property].match(/[\d.]+/g)
            ?.map(Number) ?? [],
      )
      .filter(([, , , alpha = 1]) => alpha > 0)
      .map((channels) => channels.slice(0, 3))
      .at(-1) ?? [];
  return { behind: of('backgroundColor'), words: of('color') };
}

test('where the system is dark, so is every page', async ({ start, server }) => {
  for (const path of ['', 'check', 'my-data', 'privacy']) {
    await start.go(`${server.url}/${path}`);
    await expect.poll(() => heading(start)).not.toBe('');
    for (const size of [PHONE, LAPTOP]) await picture(start, `dark ${path || 'start'}`, size);
    const { behind, words } = await start.run(colours);
    expect(Math.max(...behind), path).toBeLessThan(64);
    expect(Math.min(...words), path).toBeGreaterThan(192);
  }
});
