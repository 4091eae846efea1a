import { createMemo, createRoot, createSignal } from 'solid-js';
import { en, type FirstMessages } from '../../../messages/en';
import { fetchCode } from '../../browser/fetch-code';
import { optional } from '../../browser/optional';
import type { Kept } from '../../kept';

/** A language other than English is fetched when somebody speaks it: a module with its messages, under its code. */
type Fetch = () => Promise<{ readonly [code: string]: FirstMessages }>;

/** The languages of the page: how each calls itself, and how its messages are fetched. */
const LANGUAGES = {
  en: { name: 'English', fetch: async () => ({ en }) },
  es: { name: 'Español', fetch: () => import('../../../messages/es') },
  pt: { name: 'Português', fetch: () => import('../../../messages/pt') },
  fr: { name: 'Français', fetch: () => import('../../../messages/fr') },
  de: { name: 'Deutsch', fetch: () => import('../../../messages/de') },
  hi: { name: 'हिन्दी', fetch: () => import('../../../messages/hi') },
  ar: { name: 'العربية', fetch: () => import('../../../messages/ar') },
  id: { name: 'Bahasa Indonesia', fetch: () => import('../../../messages/id') },
} as const satisfies Record<string, { readonly name: string; readonly fetch: Fetch }>;

export type Language = keyof typeof LANGUAGES;

/** For a choice among them. */
export const LANGUAGE_NAMES = Object.entries(LANGUAGES).map(([code, { name }]) => ({
  code: code as Language,
  name,
}));

/** Those that are written from right to left. */
const FROM_THE_RIGHT: ReadonlySet<string> = new Set(['ar']);

/** English as the world's browsers that say nothing else have it: no comma before "and". */
const DEFAULT = 'en-GB';

const [spoken, setSpoken] = createSignal<{
  readonly language: Language;
  readonly locale: string;
  readonly messages: FirstMessages;
}>({ language: 'en', locale: DEFAULT, messages: en });

/** The messages of the language that is spoken, for the first screens. */
export const m = (): FirstMessages => spoken().messages;

export const language = (): Language => spoken().language;

/** The language with what else the browser knows of it (`de-CH`): for numbers, lists, dates and names. */
export const locale = (): string => spoken().locale;

const format = <T>(make: () => T) => createMemo(() => optional(make));

const formats = createRoot(() => ({
  number: format(() => new Intl.NumberFormat(locale())),
  list: format(() => new Intl.ListFormat(locale(), { type: 'conjunction' })),
  row: format(() => new Intl.ListFormat(locale(), { type: 'unit', style: 'short' })),
  span: format(() => new Intl.ListFormat(locale(), { type: 'unit', style: 'narrow' })),
}));

/** What `Intl` makes of something; where it is missing, `plain` has to do. */
const formatted = (format: () => string | undefined, plain: string): string => optional(format) ?? plain;

export const number = (value: number): string => formatted(() => formats.number()?.format(value), `${value}`);

/** As "France, Japan and Peru". */
export const list = (items: readonly string[]): string =>
  formatted(() => formats.list()?.format(items), items.join(', '));

/** Things side by side, as "owl, key, moon, crab". */
export const row = (items: readonly string[]): string =>
  formatted(() => formats.row()?.format(items), items.join(', '));

type Unit = 'hour' | 'minute' | 'second';

const unit = (name: Unit) =>
  new Intl.NumberFormat(locale(), { style: 'unit', unit: name, unitDisplay: 'long' });

/** As "5 minutes". */
export const amount = (value: number, of: Unit): string =>
  formatted(() => unit(of).format(value), `${value} ${of}`);

/** As "5–20 minutes". */
export const range = (from: number, to: number, of: Unit): string =>
  formatted(() => unit(of).formatRange(from, to), `${from}–${to} ${of}`);

/** Amounts that make one, as "1 minute 5 seconds". */
export const together = (amounts: readonly string[]): string =>
  formatted(() => formats.span()?.format(amounts), amounts.join(' '));

export const isLanguage = (code: string): code is Language => code in LANGUAGES;

/** The languages that the browser says its owner reads, the best first. */
export const browserLanguages = (): readonly string[] => optional(() => navigator.languages) ?? [];

/** The first of `languages` that the page speaks, or English. */
export function preferred(languages: readonly string[]): Language {
  const base = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';
  return languages.map(base).find(isLanguage) ?? 'en';
}

const KEY = 'calln.language';

/** The language that was chosen in this tab. */
export function recallLanguage(tab: Kept): Language | undefined {
  const kept = tab.getItem(KEY);
  return kept !== null && isLanguage(kept) ? kept : undefined;
}

/** Keeps a choice for as long as the tab lives. */
export function rememberLanguage(tab: Kept, chosen: Language): void {
  tab.setItem(KEY, chosen);
}

/** Speaks `chosen` from here on. Where its messages can't be fetched, the language stays as it was. */
export async function speak(
  chosen: Language,
  languages: readonly string[],
  root: HTMLElement,
): Promise<void> {
  const { fetch }: { readonly fetch: Fetch } = LANGUAGES[chosen];
  const messages = await fetchCode(fetch).then(
    (module) => module[chosen],
    () => undefined,
  );
  if (messages === undefined) return;
  const said = (tag: string) => tag.toLowerCase().startsWith(chosen);
  const supported = optional(() => Intl.NumberFormat.supportedLocalesOf(languages.filter(said)));
  setSpoken({ language: chosen, locale: supported?.[0] ?? (chosen === 'en' ? DEFAULT : chosen), messages });
  root.lang = chosen;
  root.dir = FROM_THE_RIGHT.has(chosen) ? 'rtl' : 'ltr';
}
