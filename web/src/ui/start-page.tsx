import './style/last-resort.css';
import { ErrorBoundary, type JSX } from 'solid-js';
import { render } from 'solid-js/web';
import { apart } from '../browser/apart';
import { language } from './language/language';

const root = document.documentElement;

/** Shows what the page has for this in plain HTML (`build/last-resort.ts`), in the one language that is spoken. */
function giveUp(): void {
  root.dataset.page = 'broken';
  for (const line of document.querySelectorAll<HTMLElement>('#last-resort [lang]'))
    line.hidden = line.lang !== language();
}

// Before the page has started there is nothing else to see. Afterwards an error outside of what is shown breaks nothing else.
for (const failure of ['error', 'unhandledrejection'])
  addEventListener(failure, () => root.dataset.page === undefined && giveUp());

/** Shows a page in `place`. Where it can't be shown, or breaks later, there is a way on; a call goes on meanwhile. */
export function startPage(page: () => JSX.Element, place: HTMLElement): void {
  place.replaceChildren();
  // What failed until here was no part of the page, or it wouldn't have come so far: browsers inside of apps add scripts.
  delete root.dataset.page;
  const broken = (error: unknown) => {
    giveUp();
    apart(() => {
      throw error;
    });
    return null;
  };
  render(() => <ErrorBoundary fallback={broken}>{page()}</ErrorBoundary>, place);
  root.dataset.page ??= 'started';
}
