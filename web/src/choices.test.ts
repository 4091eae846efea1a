import { expect, test } from 'vitest';
import { Choices } from './choices';
import { kept } from './kept';

/** A storage that outlives nothing but what the test holds. */
const storage = () =>
  kept(() => {
    throw new Error('no storage');
  });

test('p18 nothing lasts without the wish, all choices with it, and none of them once it is taken back', () => {
  const device = storage();
  const choices = new Choices(storage(), device);
  choices.setItem('calln.wish', 'here');
  choices.setItem('calln.tag', 'a tab’s own');
  const later = () => new Choices(storage(), device);
  expect(later().getItem('calln.wish')).toBeNull();

  choices.remember(true);
  expect(later().remembered).toBe(true);
  expect(later().getItem('calln.wish')).toBe('here');
  choices.setItem('audio', 'loud');
  choices.setItem('calln.tag', 'another');
  expect(later().getItem('audio')).toBe('loud');
  expect(device.getItem('calln.tag')).toBeNull();
  choices.removeItem('audio');
  expect(later().getItem('audio')).toBeNull();

  later().remember(false);
  expect(later().remembered).toBe(false);
  expect(device.getItem('calln.wish')).toBeNull();
  expect(choices.getItem('calln.wish')).toBe('here');
});

test('p18 what a remembering device has is taken over when it is asked again, and not emptied', () => {
  const device = storage();
  new Choices(storage(), device).remember(true);
  new Choices(storage(), device).setItem('calln.age', 'adult');
  const later = new Choices(storage(), device);
  later.remember(true);
  expect(later.getItem('calln.age')).toBe('adult');
});
