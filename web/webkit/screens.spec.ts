import { button, COUNTRY, DISC, expect, fits, heading, MEET, PHONE, test, words } from './webkit';

test.use({ flags: ['--operator-name', 'Example Calls', '--operator-contact', 'safety@example.org'] });

test('every screen before a call fits', async ({ start }) => {
  await expect.poll(() => heading(start)).toMatch(/^Somewhere, someone/);
  expect(await start.run(() => document.fonts.check('500 16px "Outfit Variable"'))).toBe(true);
  await fits(start, 'start');

  await start.click(MEET);
  await start.type(COUNTRY, 'bosnia');
  await expect.poll(() => words(start)).toContain('Bosnia');
  await fits(start, 'filter');
  await start.click(button('Done'));

  await start.click(button('Sound'));
  await expect.poll(() => words(start)).toContain('Try the microphone');
  await fits(start, 'sound');
  await start.click(button('Done'));

  await start.click(DISC);
  await expect.poll(() => words(start)).toContain('Are you 18 or older?');
  await fits(start, 'age');
  await start.click(button('I am 18 or older'));
  await expect.poll(() => heading(start)).toBe('This browser can’t make calls');
  await fits(start, 'no calls');
});

test('every page beside the start fits a small phone', async ({ start, server }) => {
  for (const path of ['check', 'my-data', 'privacy', 'terms', 'rules', 'promises', 'about', 'status']) {
    await start.go(`${server.url}/${path}`);
    await expect.poll(() => heading(start)).not.toBe('');
    await fits(start, path, [PHONE]);
  }
});

test('the page turns with its language, and fits from right to left', async ({ start }) => {
  await start.click('//footer//select/option[@lang="ar"]');
  await expect.poll(() => start.run(() => document.documentElement.dir)).toBe('rtl');
  await fits(start, 'start in Arabic');
});
