import { button, expect, test, words } from './webkit';

test('the self-test comes to its end, and says that calls are what is missing', async ({ start, server }) => {
  await start.go(`${server.url}/check`);
  await start.click(button('Start the test'));
  await start.click(button('Yes'));
  await expect
    .poll(() =>
      start.run(() =>
        ['microphone', 'speaker', 'websocket', 'polling', 'stun', 'turn_udp', 'turn_tcp', 'loopback'].map(
          (step) => document.querySelector(`[data-step=${step}]`)?.getAttribute('data-verdict'),
        ),
      ),
    )
    .toEqual(['bad', 'good', 'good', 'good', 'bad', 'bad', 'bad', 'bad']);
});

test('what is held about an address is told', async ({ start, server }) => {
  await start.go(`${server.url}/my-data`);
  await expect.poll(() => words(start)).toContain('Nothing is held about your address.');
});
