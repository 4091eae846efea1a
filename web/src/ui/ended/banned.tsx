import './banned.css';
import { Show } from 'solid-js';
import type { Banned as Ban } from '../../wire';
import { contactLink } from '../frame/contact';
import { m } from '../language/language-later';
import { moment } from '../language/moment';

/** When callers from this address are kept out: why, until when, and whom to ask. */
export function Banned(props: { readonly ban: Ban; readonly onHome: () => void }) {
  const until = () => moment(props.ban.until * 1000, 'full');
  return (
    <section class="words words-banned">
      <h1 tabindex="-1">{m().announcement.banned}</h1>
      <p class="lead">{m().banned.why[props.ban.reason]}</p>
      <dl class="ban">
        <div>
          <dt>{m().banned.until}</dt>
          <dd>
            <time dateTime={new Date(props.ban.until * 1000).toISOString()}>{until()}</time>
          </dd>
        </div>
        <div>
          <dt>{m().banned.reference}</dt>
          <dd class="ban-reference">{props.ban.reference}</dd>
        </div>
        <Show when={props.ban.contact}>
          {(contact) => (
            <div>
              <dt>{m().banned.contact}</dt>
              <dd>
                <a href={contactLink(contact(), `Calln ${props.ban.reference}`)}>{contact()}</a>
              </dd>
            </div>
          )}
        </Show>
      </dl>
      <p class="small">
        {m().banned.shared} {m().banned.free} <a href="/my-data">{m().banned.held}</a>
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onHome()}>
          {m().common.home}
        </button>
      </div>
    </section>
  );
}
