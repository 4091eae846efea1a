import { createSignal, For, Show } from 'solid-js';
import type { OwnCountry } from '../../call/search/wish';
import { m } from '../language/language-later';
import type { Country } from './country-names';

const AUTOMATIC = 'automatic';
const WITHHELD = 'withheld';

/** What the caller says of their own country. They may name one only where the server can't tell. */
export function OwnCountryChoice(props: {
  readonly own: OwnCountry;
  readonly countries: readonly Country[];
  readonly language: string;
  readonly countrySeen: () => Promise<string | null>;
  readonly onOwn: (own: OwnCountry) => void;
}) {
  const [seen, setSeen] = createSignal<string | null>();
  void props.countrySeen().then(setSeen, () => undefined);
  const nameOf = (code: string) => props.countries.find((country) => country.code === code)?.name ?? code;
  const automatic = () => {
    const code = seen();
    if (code === undefined) return m().filter.ownAutomatic;
    return code === null ? m().filter.ownUnknown : nameOf(code);
  };
  const value = () => (props.own.kind === 'declared' ? props.own.country : props.own.kind);
  const choose = (chosen: string) => {
    if (chosen === AUTOMATIC || chosen === WITHHELD) props.onOwn({ kind: chosen });
    else props.onOwn({ kind: 'declared', country: chosen });
  };

  return (
    <div class="own">
      <label for="own-country">{m().filter.own}</label>
      <select id="own-country" lang={props.language} onChange={(event) => choose(event.currentTarget.value)}>
        <option value={AUTOMATIC} selected={value() === AUTOMATIC}>
          {automatic()}
        </option>
        <option value={WITHHELD} selected={value() === WITHHELD}>
          {m().filter.ownWithheld}
        </option>
        <Show when={seen() === null}>
          <optgroup label={m().filter.countries}>
            <For each={props.countries}>
              {({ code, name }) => (
                <option value={code} selected={value() === code}>
                  {name}
                </option>
              )}
            </For>
          </optgroup>
        </Show>
      </select>
      <p class="small">
        <Show when={props.own.kind === 'withheld'} fallback={m().filter.ownShown}>
          {m().filter.ownHidden}
        </Show>
      </p>
    </div>
  );
}
