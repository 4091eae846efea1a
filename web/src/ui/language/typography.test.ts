import { expect, test } from 'vitest';
import { ar } from '../../../messages/ar';
import { fr as frCheck } from '../../../messages/check/fr';
import { de } from '../../../messages/de';
import { en } from '../../../messages/en';
import { enLater } from '../../../messages/en-later';
import { es } from '../../../messages/es';
import { fr } from '../../../messages/fr';
import { hi } from '../../../messages/hi';
import { id } from '../../../messages/id';
import { pt } from '../../../messages/pt';

/** Every text below `said`, with a name in the place of what comes into it. */
function texts(said: unknown): readonly string[] {
  if (typeof said === 'string') return [said];
  if (typeof said === 'function') return [String(said('Calln'))];
  return typeof said === 'object' && said !== null ? Object.values(said).flatMap(texts) : [];
}

test.each([
  ['en', [en, enLater]],
  ['de', de],
  ['fr', [fr, frCheck]],
  ['es', es],
  ['pt', pt],
  ['hi', hi],
  ['ar', ar],
  ['id', id],
])('%s is written with typographic apostrophes, quotation marks and ellipses', (_, messages) => {
  const all = texts(messages);
  expect(all.length).toBeGreaterThan(300);
  expect(all.filter((text) => /['"]|\.\.\./.test(text))).toEqual([]);
});

test('French has no-break spaces before double punctuation and inside its quotation marks', () => {
  expect(texts([fr, frCheck]).filter((text) => / [:;?!»]|« /.test(text))).toEqual([]);
});

test('Arabic has its own comma, semicolon and question mark', () => {
  expect(texts(ar).filter((text) => /[\u0600-\u06ff] ?[,;?]/.test(text))).toEqual([]);
});
