import { expect, test } from 'vitest';
import { parts } from './links';

const links = (text: string) => parts(text).flatMap(({ link }) => (link ? [link.href] : []));

test('a link ends where the sentence goes on', () => {
  expect(parts('See https://example.org/a?b=1, then (http://example.net).')).toEqual([
    { text: 'See ' },
    { text: 'https://example.org/a?b=1', link: { href: 'https://example.org/a?b=1', host: 'example.org' } },
    { text: ', then (' },
    { text: 'http://example.net', link: { href: 'http://example.net/', host: 'example.net' } },
    { text: ').' },
  ]);
});

test('nothing of a text is lost', () => {
  for (const text of [
    '',
    'no link',
    'https://',
    'https://a.example',
    'x https://a.example\n\nhttps://b.example y',
  ])
    expect(
      parts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
});

test('only web addresses open, and none that dresses up as another', () => {
  expect(links('javascript:alert(1) data:text/html,x ftp://a.example file:///etc')).toEqual([]);
  expect(links('https://bank.example@evil.example')).toEqual([]);
  expect(parts('https://аррӏе.example')[0]?.link?.host).toMatch(/^xn--/);
});
