/**
 * What the compiled JSX writes to the page with: Solid's own functions, but for how a text changes. Solid writes a new text into the
 * text node of before. A browser's translator has put another in its place by then, and the caller would read the old
 * text for ever; so a new text is a new node here, in place of all that its element held. One that stands beside others has
 * an element of its own for that, in which a translator may do as it likes.
 */
import { insert as solidInsert } from 'solid-js/web';

export * from 'solid-js/web';

/** Text, elements, or functions that give them, as Solid has it. */
type Child = Parameters<typeof solidInsert>[1];

/** As Solid's `insert`; see above. `marker`: what follows, or null, where the text isn't its element's only child. */
export function insert(
  parent: Parameters<typeof solidInsert>[0],
  child: Child,
  marker?: Node | null,
  initial?: Parameters<typeof solidInsert>[3],
): ReturnType<typeof solidInsert> {
  if (typeof child !== 'function') return solidInsert(parent, child, marker, initial);
  let text: Node | undefined;
  let written: unknown;
  return solidInsert(
    parent,
    () => {
      let value: unknown = child;
      while (typeof value === 'function') value = value();
      if (typeof value !== 'string' && typeof value !== 'number') return value;
      // The same text stays, as it is or as it has been translated.
      if (value !== written)
        text = marker === undefined ? document.createTextNode(`${value}`) : span(`${value}`);
      written = value;
      return text;
    },
    marker,
    initial,
  );
}

function span(text: string): HTMLSpanElement {
  const element = document.createElement('span');
  element.textContent = text;
  return element;
}
