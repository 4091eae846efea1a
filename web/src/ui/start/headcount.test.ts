import { expect, test } from 'vitest';
import { onlineNow } from './headcount';

test('small counts have no number, large ones say that they are rounded down', () => {
  expect(onlineNow('none')).toBe('Nobody here just now');
  expect(onlineNow('few')).toBe('A few people here now');
  expect(onlineNow(1230)).toBe('1,230+ people here now');
});
