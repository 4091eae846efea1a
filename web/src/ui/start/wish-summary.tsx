import { For, Show } from 'solid-js';
import { type Wish, want } from '../../call/search/wish';
import { Flag } from '../filter/flag';
import { list, m, number } from '../language/language';

/** Flags shown before the rest becomes a number. */
const SHOWN = 3;

/** The wish in words: "Anyone, anywhere", "Only France and Japan", "Anyone but Chile". */
export function wishInWords(wish: Wish, countryName: (code: string) => string): string {
  if (want(wish) === 'any') return m().wish.anyone;
  const names = wish.countries.slice(0, SHOWN).map(countryName);
  const more = wish.countries.length - names.length;
  if (more > 0) names.push(m().wish.more(number(more)));
  return m().wish[wish.mode === 'only' ? 'only' : 'except'](list(names));
}

/** The wish with its flags. */
export function WishSummary(props: { readonly wish: Wish; readonly countryName: (code: string) => string }) {
  return (
    <span class="wish-summary">
      <Show when={want(props.wish) !== 'any'}>
        <span class="wish-flags" data-mode={props.wish.mode}>
          <For each={props.wish.countries.slice(0, SHOWN)}>{(country) => <Flag country={country} />}</For>
        </span>
      </Show>
      <span>{wishInWords(props.wish, props.countryName)}</span>
    </span>
  );
}
