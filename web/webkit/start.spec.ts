import { button, COUNTRY, DISC, expect, heading, MEET, test, words } from './webkit';

test('who says that they are under 18 is thanked, and is asked nothing again', async ({ start }) => {
  await start.click(DISC);
  await expect.poll(() => words(start)).toContain('Are you 18 or older?');
  await start.press('Escape');
  await expect.poll(() => words(start)).not.toContain('Are you 18 or older?');
  await start.click(DISC);
  await start.click(button('I am under 18'));
  await expect.poll(() => heading(start)).toBe('Thank you for saying so');
  await start.reload();
  await expect.poll(() => heading(start)).toBe('Thank you for saying so');
  expect(await start.run(() => document.querySelector('.disc-button'))).toBeNull();
});

// WebKitGTK has no WebRTC, and nor has Safari in Lockdown Mode.
test('a WebKit without WebRTC is told so, and offered no button that can’t help', async ({ start }) => {
  expect(await start.run(() => 'RTCPeerConnection' in window)).toBe(false);
  await start.click(DISC);
  await start.click(button('I am 18 or older'));
  await expect.poll(() => heading(start)).toBe('This browser can’t make calls');
  expect(await start.run(() => document.querySelector('.disc-button'))).toBeNull();
  await start.click(button('Back to the start'));
  await expect.poll(() => heading(start)).toMatch(/^Somewhere, someone/);
});

test('countries are found and chosen by keyboard, and the wish outlives a reload', async ({ start }) => {
  await start.click(MEET);
  await start.type(COUNTRY, 'cote');
  await expect
    .poll(() => start.run(() => [...document.querySelectorAll('[role=option]')].map((it) => it.textContent)))
    .toEqual(['Côte d’Ivoire']);
  await start.press('Enter');
  await expect.poll(() => words(start)).toContain('Only these');
  await start.press('Escape');
  await expect.poll(() => words(start)).toContain('Only Côte d’Ivoire');
  await start.reload();
  await expect.poll(() => words(start)).toContain('Only Côte d’Ivoire');
});

test('the page’s own worker takes over, so that the page starts without the server', async ({
  start,
  server,
}) => {
  await expect
    .poll(() => start.run(async () => (await navigator.serviceWorker.getRegistration())?.active?.state))
    .toBe('activated');
  await server.end('SIGTERM');
  await start.reload();
  await expect.poll(() => heading(start)).toMatch(/^Somewhere, someone/);
});
