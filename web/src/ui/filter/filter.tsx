import './filter.css';
import { createMemo, createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import { optional } from '../../browser/optional';
import { type OwnCountry, toggle, type Wish } from '../../call/search/wish';
import type { Ways } from '../../call/ways/ways';
import type { Choices } from '../../choices';
import { stats } from '../../site/stats';
import { Icon } from '../frame/icon';
import { Remember } from '../frame/remember';
import { Toggle } from '../frame/toggle';
import { locale } from '../language/language';
import { m } from '../language/language-later';
import { countriesIn } from './country-names';
import { CountryPicker } from './country-picker';
import { Flag } from './flag';
import { OwnCountryChoice } from './own-country';

const MODES = ['any', 'only', 'except'] as const;

/** Whom to meet, and what is said of the caller's own country. A sheet over the page. */
export function Filter(props: {
  readonly wish: Wish;
  readonly own: OwnCountry;
  readonly countrySeen: () => Promise<string | null>;
  readonly onWish: (wish: Wish) => void;
  readonly onOwn: (own: OwnCountry) => void;
  /** Whether calls here go through a relay where nothing else does. */
  readonly fallsBack: boolean;
  readonly ways: Ways;
  readonly choices: Choices;
  readonly onWays: (ways: Ways) => void;
  readonly onClose: () => void;
}) {
  let dialog: HTMLDialogElement | undefined;
  const [said, setSaid] = createSignal('');
  /** Countries with people, by code; undefined while that isn't known. */
  const [here, setHere] = createSignal<ReadonlyMap<string, number>>();
  const gone = new AbortController();
  onMount(async () => {
    dialog?.showModal();
    const seen = await stats(gone.signal);
    if (seen !== null) setHere(new Map(seen.countries.map(({ country, online }) => [country, online])));
  });
  onCleanup(() => gone.abort());
  /** Only countries are wanted from which hardly anybody is here. */
  const scarce = () => {
    const { mode, countries } = props.wish;
    const known = here();
    return (
      mode === 'only' &&
      countries.length > 0 &&
      known !== undefined &&
      !countries.some((code) => known.has(code))
    );
  };

  const countries = createMemo(() => countriesIn([locale()]));
  const language = () => optional(() => Intl.DisplayNames.supportedLocalesOf([locale()])[0]) ?? 'en';
  const nameOf = (code: string) => countries().find((country) => country.code === code)?.name ?? code;
  const flip = (code: string) => {
    const changed = toggle(props.wish, code);
    if (changed === props.wish) return;
    const { added, removed } = m().filter;
    setSaid((changed.countries.includes(code) ? added : removed)(nameOf(code)));
    props.onWish(changed);
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; the keys have Escape
    <dialog
      class="filter"
      ref={dialog}
      aria-labelledby="filter-title"
      onClose={() => props.onClose()}
      onClick={(event) => event.target === dialog && dialog.close()}
    >
      <div class="filter-body">
        <header class="filter-top">
          <h2 id="filter-title">{m().filter.title}</h2>
          <button type="button" class="button button-strong" onClick={() => dialog?.close()}>
            {m().common.done}
          </button>
        </header>

        <fieldset class="segments">
          <legend class="visually-hidden">{m().filter.countries}</legend>
          <For each={MODES}>
            {(mode) => (
              <label>
                <input
                  type="radio"
                  name="mode"
                  checked={props.wish.mode === mode}
                  onChange={() => props.onWish({ ...props.wish, mode })}
                />
                <span>{m().filter[mode]}</span>
              </label>
            )}
          </For>
        </fieldset>

        <ul class="chips" aria-label={m().filter.chosen} data-mode={props.wish.mode}>
          <For each={props.wish.countries}>
            {(code) => (
              <li>
                <button type="button" class="chip" onClick={() => flip(code)}>
                  <Flag country={code} />
                  <span lang={language()}>{nameOf(code)}</span>
                  <Icon name="close" />
                  <span class="visually-hidden">{m().filter.remove}</span>
                </button>
              </li>
            )}
          </For>
        </ul>

        <p class="small scarce" role="status">
          <Show when={scarce()}>{m().filter.scarce}</Show>
        </p>

        <CountryPicker
          wish={props.wish}
          countries={countries()}
          here={here() ?? new Map()}
          language={language()}
          onToggle={flip}
        />

        <p class="small">{m().filter.mutual}</p>

        <OwnCountryChoice
          own={props.own}
          countries={countries()}
          language={language()}
          countrySeen={props.countrySeen}
          onOwn={props.onOwn}
        />
        <Show when={props.fallsBack}>
          <Toggle
            label={m().filter.directOnly}
            on={props.ways === 'direct'}
            onToggle={(on) => props.onWays(on ? 'direct' : 'any')}
          >
            {m().filter.directOnlyMeans}
          </Toggle>
        </Show>
        <Remember choices={props.choices} />
        <p class="visually-hidden" role="status">
          {said()}
        </p>
      </div>
    </dialog>
  );
}
