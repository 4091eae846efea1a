import { type CheckMessages, en } from '../../../messages/check/en';
import { fetchCode } from '../../browser/fetch-code';
import type { Finding } from '../../call/check/finding';
import type { Language } from '../language/language';

/** How the words of each language of the page are fetched: a module with them, under the language's code. */
const WORDS: Readonly<Record<Language, () => Promise<{ readonly [code: string]: CheckMessages }>>> = {
  en: async () => ({ en }),
  es: () => import('../../../messages/check/es'),
  pt: () => import('../../../messages/check/pt'),
  fr: () => import('../../../messages/check/fr'),
  de: () => import('../../../messages/check/de'),
  hi: () => import('../../../messages/check/hi'),
  ar: () => import('../../../messages/check/ar'),
  id: () => import('../../../messages/check/id'),
};

/** What the self-test says in `language`, or in English where that can't be fetched. */
export async function fetchWords(
  language: Language,
): Promise<{ readonly language: Language; readonly words: CheckMessages }> {
  const words = await fetchCode(WORDS[language]).then(
    (module) => module[language],
    () => undefined,
  );
  return words === undefined ? { language: 'en', words: en } : { language, words };
}

/** One line that sums up. */
export function sum(findings: readonly Finding[], words: CheckMessages['sum']): string {
  const bad = findings.filter(({ verdict }) => verdict === 'bad').length;
  if (bad === 0) return words.well;
  return bad === 1 ? words.one : words.more(String(bad));
}
