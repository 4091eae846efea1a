import { button, expect, test, words } from './webkit';

test('the self-test says what there is of microphone, loudspeaker and both lines', async ({
  start,
  server,
}) => {
  await start.go(`${server.url}/check`);
  await start.click(button('Start the test'));
  await start.click(button('Yes'));
  await expect
    .poll(() =>
      start.run(() =>
        ['microphone', 'speaker', 'websocket', 'polling'].map((step) =>
          document.querySelector(`[data-step=${step}]`)?.getAttribute('data-verdict'),
        ),
      ),
    )
    .toEqual(['bad', 'good', 'good', 'good']);
});

test('what is held about an address is told', async ({ start, server }) => {
  await start.go(`${server.url}/my-data`);
  await expect.poll(() => words(start)).toContain('Nothing is held about your address.');
});
