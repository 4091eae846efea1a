import { describe, expect, test } from 'vitest';
import {
  countCharacters,
  MAX_IMAGE,
  MAX_SIDE,
  MAX_TEXT,
  readContent,
  readImageHead,
  readText,
  TYPE,
  writeContent,
  writeImageHead,
  writeText,
} from './content';

test('content is laid out as the document has it', () => {
  const content = writeContent(258, TYPE.text, new TextEncoder().encode('hi'));
  expect([...content]).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 1, 104, 105]);
  expect(readContent(content)).toEqual({ due: 258, type: 1, body: new Uint8Array([104, 105]) });
  expect(readContent(new Uint8Array(8))).toBeUndefined();
});

describe('text', () => {
  test('is counted in code points and fits a frame at its longest', () => {
    expect(countCharacters('👋🏽é')).toBe(3);
    const longest = '𝕏'.repeat(MAX_TEXT);
    expect(writeText(longest)).toHaveLength(8_000);
    expect(writeText(`${longest}x`)).toBeUndefined();
    expect(writeText('')).toBeUndefined();
  });

  test('that is no UTF-8, too long or empty is refused', () => {
    expect(readText(new Uint8Array([0xff]))).toBeUndefined();
    expect(readText(new TextEncoder().encode('x'.repeat(MAX_TEXT + 1)))).toBeUndefined();
    expect(readText(new Uint8Array())).toBeUndefined();
    expect(readText(new TextEncoder().encode('\ufeffשלום'))).toBe('\ufeffשלום');
  });
});

test('an image’s head comes back as it was written, and none beyond the limits', () => {
  const head = { number: 7, bytes: MAX_IMAGE, width: MAX_SIDE, height: 1, format: 'image/jpeg' } as const;
  expect(writeImageHead(head)).toHaveLength(13);
  expect(readImageHead(writeImageHead(head))).toEqual(head);
  for (const beyond of [{ bytes: MAX_IMAGE + 1 }, { bytes: 0 }, { width: MAX_SIDE + 1 }, { height: 0 }])
    expect(readImageHead(writeImageHead({ ...head, ...beyond }))).toBeUndefined();
  const unknown = writeImageHead(head);
  unknown[12] = 2;
  expect(readImageHead(unknown)).toBeUndefined();
  expect(readImageHead(new Uint8Array(12))).toBeUndefined();
});
