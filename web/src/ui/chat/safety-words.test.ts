import { expect, test } from 'vitest';
import { ar } from '../../../messages/ar';
import { de } from '../../../messages/de';
import { enLater as en } from '../../../messages/en-later';
import { es } from '../../../messages/es';
import { fr } from '../../../messages/fr';
import { hi } from '../../../messages/hi';
import { id } from '../../../messages/id';
import { pt } from '../../../messages/pt';
import { WORDS } from '../../call/keys';

test.each(Object.entries({ ar, de, en, es, fr, hi, id, pt }))(
  'in %s every emoji has a name, and no other has the same',
  (_, { safety }) => {
    const names = WORDS.map((word) => safety?.names?.[word.id]);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(WORDS.length);
  },
);
