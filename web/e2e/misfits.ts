/** In the page: text that is cut off or too long for its button, controls out of a finger's reach, a page too wide. */
export function misfits(part: Element): string[] {
  const found = new Set<string>();
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.add(`the page is ${scrollWidth} px wide`);
  /** Said by screen readers alone. */
  const isUnseen = (element: Element | null): boolean =>
    element !== null &&
    (getComputedStyle(element).clipPath === 'inset(50%)' || isUnseen(element.parentElement));
  const seen = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true }) && !isUnseen(element);

  const words = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const { currentNode: text } = words;
    const element = text.parentElement;
    if (text.nodeValue?.trim() === '' || element === null || !seen(element)) continue;
    if (element.closest('option, textarea, .top-button') !== null) continue;
    let frame: Element | null = element;
    while (frame !== null && getComputedStyle(frame).overflowX === 'visible') frame = frame.parentElement;
    const edges = (frame ?? document.documentElement).getBoundingClientRect();
    const plate = element.closest('button')?.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const out = left < Math.max(0, edges.left) - 1 || right > Math.min(innerWidth, edges.right) + 1;
      if (out) found.add(`cut off: ${text.nodeValue}`);
      const over = plate !== undefined && (top < plate.top - 1 || bottom > plate.bottom + 1);
      if (over) found.add(`over the edge of its button: ${text.nodeValue}`);
    }
  }

  for (const control of part.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    if (!seen(control)) continue;
    control.scrollIntoView({ block: 'center' });
    // The first line of a link that breaks.
    const { x, y, width, height } = control.getClientRects()[0] ?? control.getBoundingClientRect();
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    const pressed = hit !== null && (control.contains(hit) || control.closest('label')?.contains(hit));
    if (!pressed) found.add(`out of reach: ${control.outerHTML.slice(0, 80)}, under ${hit?.className}`);
  }
  return [...found];
}
