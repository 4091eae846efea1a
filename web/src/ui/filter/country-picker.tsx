import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js';
import { isFull, MAX_COUNTRIES, type Wish } from '../../call/search/wish';
import { Icon } from '../frame/icon';
import { number } from '../language/language';
import { m } from '../language/language-later';
import { type Country, listed, search } from './country-names';
import { Flag } from './flag';

const optionId = (code: string) => `country-${code}`;

/**
 * Finds countries by typing: the editable combobox with list autocomplete of the WAI-ARIA Authoring
 * Practices. The focus stays in the field; the arrow keys move through the list, which is always there, so
 * that a finger can go through it without calling up the keyboard.
 */
export function CountryPicker(props: {
  readonly wish: Wish;
  readonly countries: readonly Country[];
  /** How many people are at least here, by country, where that is known. */
  readonly here: ReadonlyMap<string, number>;
  readonly language: string;
  readonly onToggle: (code: string) => void;
}) {
  const [typed, setTyped] = createSignal('');
  const [active, setActive] = createSignal<string>();
  let list: HTMLDivElement | undefined;

  const found = createMemo(() =>
    typed() === '' ? listed(props.countries, props.here) : search(props.countries, typed()),
  );
  const chosen = (code: string) => props.wish.countries.includes(code);
  const barred = (code: string) => isFull(props.wish) && !chosen(code);

  // Whatever was marked may be gone after another letter.
  createEffect(on(typed, () => setActive(typed() === '' ? undefined : found()[0]?.code), { defer: true }));
  createEffect(() => {
    const code = active();
    if (code !== undefined) list?.querySelector(`#${optionId(code)}`)?.scrollIntoView({ block: 'nearest' });
  });

  const pick = (code: string) => {
    props.onToggle(code);
    setTyped('');
  };
  const move = (by: number) => {
    const codes = found().map((country) => country.code);
    const from = codes.indexOf(active() ?? '');
    const start = from === -1 && by < 0 ? 0 : from;
    setActive(codes[(start + by + codes.length) % codes.length]);
  };

  const pressed = (event: KeyboardEvent) => {
    const code = active();
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter' && code !== undefined) pick(code);
    else if (event.key === 'Escape' && typed() !== '') setTyped('');
    else if (event.key === 'Backspace' && typed() === '') {
      const last = props.wish.countries.at(-1);
      if (last !== undefined) props.onToggle(last);
    } else return;
    event.preventDefault();
  };

  return (
    <div class="picker">
      <label for="country-search">
        {(isFull(props.wish) ? m().filter.full : m().filter.choose)(number(MAX_COUNTRIES))}
      </label>
      <div class="picker-field">
        <Icon name="search" />
        <input
          id="country-search"
          role="combobox"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="done"
          placeholder={m().filter.search}
          aria-autocomplete="list"
          aria-expanded="true"
          aria-controls="country-list"
          aria-activedescendant={active() === undefined ? undefined : optionId(active() ?? '')}
          value={typed()}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={pressed}
        />
      </div>
      <div
        id="country-list"
        role="listbox"
        aria-label={m().filter.countries}
        aria-multiselectable="true"
        lang={props.language}
        ref={list}
        // The field keeps the focus while the list is clicked.
        onMouseDown={(event) => event.preventDefault()}
      >
        <For each={found()}>
          {({ code, name }) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys, as the pattern wants
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus, as the pattern wants
            <div
              id={optionId(code)}
              role="option"
              aria-selected={chosen(code)}
              aria-disabled={barred(code)}
              data-active={active() === code}
              onClick={() => pick(code)}
            >
              <Flag country={code} />
              {name}
              <Show when={props.here.get(code)}>
                {(people) => <span class="here">{m().filter.here(number(people()))}</span>}
              </Show>
              <Show when={chosen(code)}>
                <Icon name="check" />
              </Show>
            </div>
          )}
        </For>
      </div>
      <Show when={found().length === 0}>
        <p class="small">{m().filter.nothing}</p>
      </Show>
    </div>
  );
}
