import { describe, expect, test } from 'vitest';
import { ANYONE, MAX_COUNTRIES, ownCountry, recall, remember, toggle, type Wish, want } from './wish';

const only = (...countries: string[]): Wish => ({ mode: 'only', countries });

/** The part of the tab's storage that a wish touches. */
function storage(content: string | null = null): Storage {
  let kept = content;
  return {
    length: 1,
    key: () => null,
    clear: () => undefined,
    removeItem: () => undefined,
    getItem: () => kept,
    setItem: (_key, value) => {
      kept = value;
    },
  };
}

describe('a wish on the wire', () => {
  test.each([
    [ANYONE, 'any'],
    [only('DE', 'FR'), ['DE', 'FR']],
    [{ mode: 'except', countries: ['US'] } as const, { except: ['US'] }],
    [only(), 'any'],
    [{ mode: 'any', countries: ['DE'] } as const, 'any'],
  ])('%o is %o', (wish, wire) => {
    expect(want(wish)).toEqual(wire);
  });

  test('says of the own country only what was chosen', () => {
    expect(ownCountry({ kind: 'automatic' })).toEqual({});
    expect(ownCountry({ kind: 'declared', country: 'NO' })).toEqual({ country: 'NO' });
    expect(ownCountry({ kind: 'withheld' })).toEqual({ withhold_country: true });
  });
});

describe('choosing countries', () => {
  test('the first one turns "anyone" into "only"', () => {
    expect(toggle(ANYONE, 'DE')).toEqual(only('DE'));
  });

  test('a second touch takes it away', () => {
    expect(toggle(only('DE', 'FR'), 'DE')).toEqual(only('FR'));
  });

  test('a full wish takes no more, but lets go', () => {
    const full = only('DE', 'FR', 'IT', 'ES', 'PT', 'NL', 'BE', 'CH');
    expect(full.countries).toHaveLength(MAX_COUNTRIES);
    expect(toggle(full, 'JP')).toBe(full);
    expect(toggle(full, 'DE').countries).toHaveLength(MAX_COUNTRIES - 1);
  });
});

describe('remembering', () => {
  test('what was put there comes back', () => {
    const tab = storage();
    remember(tab, only('DE', 'FR'));
    expect(recall(tab)).toEqual(only('DE', 'FR'));
  });

  test.each([null, '', '{', '7', '{"mode":"only"}', '{"mode":"some","countries":["DE"]}'])(
    'what makes no sense (%s) means anyone',
    (content) => {
      expect(recall(storage(content))).toEqual(ANYONE);
    },
  );

  test('what is no code, and doubles, are left out', () => {
    expect(recall(storage('{"mode":"only","countries":["DE","Narnia",7,"DE"]}'))).toEqual(only('DE'));
  });
});
