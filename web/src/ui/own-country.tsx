import { createResource, For, Show } from 'solid-js';
import type { OwnCountry } from '../call/wish';
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
  const [seen] = createResource(() => props.countrySeen().catch(() => undefined));
  const nameOf = (code: string) => props.countries.find((country) => country.code === code)?.name ?? code;
  const automatic = () => {
    const code = seen();
    if (code === undefined) return 'As your connection shows it';
    return code === null ? 'Unknown' : nameOf(code);
  };
  const value = () => (props.own.kind === 'declared' ? props.own.country : props.own.kind);
  const choose = (chosen: string) => {
    if (chosen === AUTOMATIC || chosen === WITHHELD) props.onOwn({ kind: chosen });
    else props.onOwn({ kind: 'declared', country: chosen });
  };

  return (
    <div class="own">
      <label for="own-country">Your country</label>
      <select id="own-country" lang={props.language} onChange={(event) => choose(event.currentTarget.value)}>
        <option value={AUTOMATIC} selected={value() === AUTOMATIC}>
          {automatic()}
        </option>
        <option value={WITHHELD} selected={value() === WITHHELD}>
          Don’t use it
        </option>
        <Show when={seen() === null}>
          <optgroup label="Countries">
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
        <Show when={props.own.kind === 'withheld'} fallback="Partners see it as a flag.">
          No flag is shown, and you meet only those who want anyone.
        </Show>
      </p>
    </div>
  );
}
