import { For, Show } from 'solid-js';
import type { Site } from '../../wire';
import { LANGUAGE_NAMES, type Language, language, m } from '../language/language';
import { contactLink } from './contact';
import { PageLinks } from './page-links';
import { Share } from './share';

/** The language, the pages of the service, who runs it, and the attribution that the country data's licence asks for. */
export function Footer(props: {
  readonly onLanguage: (chosen: Language) => void;
  /** Asks for consent anew, where there is something to consent to. */
  readonly onConsent: (() => void) | undefined;
  /** Who runs the service, and where to write to. */
  readonly site: Pick<Site, 'operator' | 'contact'>;
  /** Whether that is the Android app's own choice. */
  readonly app: boolean;
}) {
  return (
    <footer class="bottom">
      <Show when={LANGUAGE_NAMES.length > 1}>
        <label class="languages">
          <span class="visually-hidden">{m().common.language}</span>
          <select onChange={(event) => props.onLanguage(event.currentTarget.value as Language)}>
            <For each={LANGUAGE_NAMES}>
              {({ code, name }) => (
                <option value={code} lang={code} selected={code === language()}>
                  {name}
                </option>
              )}
            </For>
          </select>
        </label>
      </Show>
      <PageLinks>
        <li>
          <Share />
        </li>
        <Show when={props.onConsent}>
          {(ask) => (
            <li>
              <button type="button" class="link-button" onClick={() => ask()()}>
                {m().consent[props.app ? 'options' : 'change']}
              </button>
            </li>
          )}
        </Show>
      </PageLinks>
      <Show when={props.site.operator}>{(operator) => <p>{m().footer.runBy(operator())}</p>}</Show>
      <Show when={props.site.contact}>
        {(contact) => (
          <p>
            <a href={contactLink(contact())}>{contact()}</a>
          </p>
        )}
      </Show>
      <p>{m().footer.attribution}</p>
    </footer>
  );
}
