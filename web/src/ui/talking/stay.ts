import { optional } from '../../browser/optional';

/** Marks the entry of the history that stands between the call and what was before it. */
const MARK = 'call';

/**
 * Keeps the page from leaving the call by accident: the browser asks before it goes, links open beside it, and the back
 * button calls `wentBack` in place of leading out. Ends with what it returns.
 *
 * The entry that the back button takes away stays in the history after the call: to take it back is not done at once, and
 * might hit the next call's.
 */
export function stay(window: Window, wentBack: () => void): () => void {
  const { document, history } = window;
  const end = new AbortController();
  const { signal } = end;
  const ask = (event: BeforeUnloadEvent) => {
    event.preventDefault();
    // Chromium before 119 asks for nothing less.
    event.returnValue = true;
  };
  window.addEventListener('beforeunload', ask, { signal });
  document.addEventListener('click', ({ target }) => target instanceof Element && openBeside(target), {
    signal,
    capture: true,
  });
  // Safari lets a page do so a hundred times in half a minute.
  const mark = () => optional(() => history.state !== MARK && history.pushState(MARK, ''));
  mark();
  window.addEventListener(
    'popstate',
    () => {
      mark();
      wentBack();
    },
    { signal },
  );
  return () => end.abort();
}

/** The link that is being followed, if it is one, opens in a window of its own, which can't reach this one. */
function openBeside(target: Element): void {
  const link = target.closest('a');
  if (link === null || link.target !== '') return;
  const { rel } = link;
  link.target = '_blank';
  link.rel = 'noopener';
  setTimeout(() => {
    link.target = '';
    link.rel = rel;
  });
}
