import '../ended/banned.css';
import './my-data.css';
import { createSignal, For, Match, onMount, Show, Switch } from 'solid-js';
import type { MyData as Held } from '../../wire';
import { PageLinks } from '../frame/page-links';
import { number } from '../language/language';
import { m } from '../language/language-later';
import { moment } from '../language/moment';

type Shown =
  | { readonly at: 'asking' }
  | { readonly at: 'told'; readonly held: Held; readonly deleted: boolean }
  | { readonly at: 'unreachable' };

/** What the server holds about the address of whoever looks at this, and a way to have deleted what may be. */
export function MyData(props: { readonly ask: (method: 'GET' | 'DELETE') => Promise<Held> }) {
  const [shown, setShown] = createSignal<Shown>({ at: 'asking' });
  const ask = async (method: 'GET' | 'DELETE') => {
    try {
      setShown({ at: 'told', held: await props.ask(method), deleted: method === 'DELETE' });
    } catch {
      setShown({ at: 'unreachable' });
    }
  };
  onMount(() => void ask('GET'));

  const told = () => {
    const now = shown();
    return now.at === 'told' ? now : undefined;
  };
  const time = (seconds: number) => moment(seconds * 1000, 'long');

  return (
    <main class="my-data">
      <p>
        <a href="/">Calln</a>
      </p>
      <h1>{m().myData.title}</h1>
      <p class="lead">{m().myData.lead}</p>
      <Switch>
        <Match when={shown().at === 'asking'}>
          <p role="status">{m().myData.asking}</p>
        </Match>
        <Match when={shown().at === 'unreachable'}>
          <p role="status">{m().problems.unreachable.title}</p>
        </Match>
        <Match when={told()}>
          {(told) => (
            <>
              <Show when={told().deleted}>
                <p role="status">{m().myData.deleted}</p>
              </Show>
              <Show
                when={told().held.bans.length + told().held.kept.length > 0}
                fallback={
                  <p>
                    <strong>{m().myData.nothing}</strong>
                  </p>
                }
              >
                <dl class="ban">
                  <For each={told().held.bans}>
                    {(ban) => (
                      <div>
                        <dt>{m().myData.ban(time(ban.until))}</dt>
                        <dd>
                          {m().banned.why[ban.reason]} {m().banned.reference}{' '}
                          <span class="ban-reference">{ban.reference}</span>
                        </dd>
                      </div>
                    )}
                  </For>
                  <For each={told().held.kept}>
                    {(kept) => (
                      <div>
                        <dt>{m().myData.until(time(kept.until))}</dt>
                        <dd>{m().myData.kept[kept.what](number(kept.count))}</dd>
                      </div>
                    )}
                  </For>
                </dl>
                <p class="small">{m().myData.why}</p>
                <button type="button" class="button" onClick={() => void ask('DELETE')}>
                  {m().myData.delete}
                </button>
              </Show>
              <p class="small">{m().myData.call}</p>
              <Show when={told().held.contact}>
                {(contact) => (
                  <p class="small">
                    {m().banned.contact}{' '}
                    <a href={contact().startsWith('https://') ? contact() : `mailto:${contact()}`}>
                      {contact()}
                    </a>
                  </p>
                )}
              </Show>
            </>
          )}
        </Match>
      </Switch>
      <PageLinks />
    </main>
  );
}
