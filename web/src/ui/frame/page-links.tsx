import './links.css';
import { For, type JSX } from 'solid-js';
import { m } from '../language/language';

/** Pages that the server writes; they read without JavaScript. */
const PAGES = ['privacy', 'terms', 'rules', 'promises', 'about', 'status'] as const;

/** Links to the pages of the service, and what else stands in their row. */
export function PageLinks(props: { readonly children?: JSX.Element }) {
  return (
    <nav aria-label={m().footer.links}>
      <ul class="links">
        <For each={PAGES}>
          {(page) => (
            <li>
              <a href={`/${page}`}>{m().footer[page]}</a>
            </li>
          )}
        </For>
        <li>
          <a href="/my-data">{m().footer.myData}</a>
        </li>
        {props.children}
      </ul>
    </nav>
  );
}
