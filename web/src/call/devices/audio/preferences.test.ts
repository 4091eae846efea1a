import { expect, test } from 'vitest';
import { DEFAULTS, type Preferences, recall, remember } from './preferences';

const storage = (text: string | null = null) => {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_key: string, value: string) => {
      kept = value;
    },
  };
};

test('what was chosen is recalled', () => {
  const chosen: Preferences = { ...DEFAULTS, microphone: 'm', speaker: 's', volume: 0.4, pushToTalk: true };
  const place = storage();
  remember(place, chosen);
  expect(recall(place)).toEqual(chosen);
});

test.each([null, '', 'nonsense', '3', 'null', '[]', '{"volume":7,"microphone":1,"sounds":"no","notify":1}'])(
  'from %j follow the defaults',
  (text) => {
    expect(recall(storage(text))).toEqual(DEFAULTS);
  },
);
