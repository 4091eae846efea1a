import type { Page } from '@playwright/test';
import { button, connected, established, expect, hears, test } from './calln';
import { Middlebox } from './middlebox';

/** Over what the page's connections to the server were asked for, in their order. */
function asked(page: Page): string[] {
  const transports: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('transport=polling&t=') && !request.url().includes('sid='))
      transports.push('polling');
  });
  page.on('websocket', (socket) => {
    if (!socket.url().includes('sid=')) transports.push('websocket');
  });
  return transports;
}

for (const swallowed of ['handshake', 'frames'] as const) {
  test(`where a WebSocket’s ${swallowed} are swallowed the page goes over to polling, and remembers that`, async ({
    callers,
    server,
  }) => {
    const middlebox = await Middlebox.start(() => server.port);
    middlebox.swallows = swallowed;
    const behind = await callers.arrive({}, 'adult', middlebox.url);
    const transports = asked(behind);
    const other = await callers.arrive();
    for (const page of [behind, other]) await button(page).click();
    for (const page of [behind, other]) await connected(page);
    for (const page of [behind, other]) await hears(page);
    expect(transports).toEqual(['websocket', 'polling']);

    // The connection breaks in the call: no other three seconds are lost.
    transports.length = 0;
    await established(behind);
    middlebox.cut();
    await expect.poll(() => transports.length).toBeGreaterThan(0);
    await expect(behind.getByText('Reconnecting to Calln')).toHaveCount(0);
    expect(transports[0]).toBe('polling');
    await hears(behind);

    // After a reload too, which comes back into the call, until a WebSocket gets through.
    transports.length = 0;
    middlebox.swallows = undefined;
    const upgraded = behind.waitForEvent('websocket', (socket) => socket.url().includes('sid='));
    await behind.reload();
    await upgraded;
    expect(transports[0]).toBe('polling');
    await connected(behind);
    await hears(behind);
    await middlebox.stop();
  });
}
