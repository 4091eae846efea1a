import { type CheckMessages, en } from '../../../messages/check/en';
import type { Finding } from '../../call/check/finding';
import type { Language } from '../language/language';

/** How the words of each language of the page are fetched. */
const WORDS: Readonly<Record<Language, () => Promise<CheckMessages>>> = {
  en: async () => en,
  es: async () => (await import('../../../messages/check/es')).es,
  pt: async () => (await import('../../../messages/check/pt')).pt,
  fr: async () => (await import('../../../messages/check/fr')).fr,
  de: async () => (await import('../../../messages/check/de')).de,
  hi: async () => (await import('../../../messages/check/hi')).hi,
  ar: async () => (await import('../../../messages/check/ar')).ar,
  id: async () => (await import('../../../messages/check/id')).id,
};

/** What the self-test says in `language`, or in English where that can't be fetched. */
export async function fetchWords(
  language: Language,
): Promise<{ readonly language: Language; readonly words: CheckMessages }> {
  const words = await WORDS[language]().catch(() => undefined);
  return words === undefined ? { language: 'en', words: en } : { language, words };
}

/** One line that sums up. */
export function sum(findings: readonly Finding[], words: CheckMessages['sum']): string {
  const bad = findings.filter(({ verdict }) => verdict === 'bad').length;
  if (bad === 0) return words.well;
  return bad === 1 ? words.one : words.more(String(bad));
}
