import { clean } from './axe';
import { button, expect, heading, test } from './calln';
import { Middlebox } from './middlebox';
import { ReverseProxy } from './reverse-proxy';

test('p31 nobody is asked for the microphone before they press the button', async ({ callers }) => {
  const page = await callers.arrive({ permissions: [] });
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (constraints) => {
      document.documentElement.dataset.asked = 'true';
      return ask(constraints);
    };
  });
  await page.getByRole('button', { name: /^Meet/ }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.locator('html')).not.toHaveAttribute('data-asked');
  await button(page).click();
  await expect(page.locator('html')).toHaveAttribute('data-asked');
});

test('p34 a refused microphone is said, and asking again helps', async ({ callers }) => {
  // A context without the permission refuses it, as a caller would.
  const page = await callers.arrive({ permissions: [] });
  await button(page).click();
  await expect(heading(page)).toHaveText('Calln may not use your microphone');
  await page.context().grantPermissions(['microphone']);
  await button(page).click();
  await expect(heading(page)).toHaveText('Looking for somebody');
});

test('a missing microphone is told from a refused one', async ({ callers }) => {
  const page = await callers.arrive();
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('no such device', 'NotFoundError'));
  });
  await button(page).click();
  await expect(heading(page)).toHaveText('There is no microphone');
});

test('a browser without WebRTC is told so, and offered no button that can’t help', async ({ callers }) => {
  const page = await callers.arrive();
  await page.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'));
  await page.reload();
  await button(page).click();
  await expect(heading(page)).toHaveText('This browser can’t make calls');
  await expect(button(page)).toBeHidden();
});

test('a server that is gone is said on the next try', async ({ callers, server }) => {
  const page = await callers.arrive();
  await server.stop();
  await button(page).click();
  await expect(heading(page)).toHaveText('Calln can’t be reached');
  await page.getByRole('button', { name: 'Back to the start', exact: true }).click();
  await expect(button(page)).toHaveText('Talk to a stranger');
});

test('a connection that is broken off while it is made is made again without a word', async ({
  callers,
  server,
}) => {
  const middlebox = await Middlebox.start(() => server.port);
  const page = await callers.arrive({}, 'adult', middlebox.url);
  const prepared = page.waitForEvent('websocket').then(async (socket) => {
    await socket.waitForEvent('framereceived', ({ payload }) =>
      payload.toString().startsWith('42["welcome"'),
    );
    return socket;
  });
  await button(page).focus();
  const socket = await prepared;
  // The first try, which begins with a WebSocket and goes on with long polling, gets nowhere; the second does.
  let tries = 0;
  middlebox.refuses = (request) => {
    if (request.includes('transport=websocket')) tries += 1;
    return tries < 2;
  };
  // Once the page knows: a search that is under way would be taken up again for another reason.
  const cut = socket.waitForEvent('close');
  middlebox.cut();
  await cut;
  await page.keyboard.press('Enter');
  await expect(page.getByText(/who fits is here yet/)).toBeVisible();
  expect(tries).toBe(2);
  await middlebox.stop();
});

test('a server that goes while a caller looks is said', async ({ callers, server }) => {
  const page = await callers.arrive();
  await button(page).click();
  await expect(page.getByText(/who fits is here yet/)).toBeVisible();
  await server.stop();
  await expect(heading(page)).toHaveText('Calln can’t be reached');
});

test('a call that finds no way is missed and the search goes on; after three the caller is told what would help', async ({
  callers,
}) => {
  const arrive = async () => {
    const page = await callers.arrive();
    await page.addInitScript(noWay);
    await page.clock.install();
    await page.reload();
    return page;
  };
  const page = await arrive();
  await button(page).click();
  // Whose time is over first tells the other. No page's clock may run 45 seconds ahead, or it misses the server's heartbeat.
  for (const givesUp of ['page', 'partner', 'partner']) {
    await expect(heading(page)).toHaveText('Looking for somebody');
    const partner = await arrive();
    await button(partner).click();
    await expect(page.getByText('Connecting…')).toBeVisible();
    await expect(partner.getByText('Connecting…')).toBeVisible();
    await (givesUp === 'page' ? page : partner).clock.fastForward(16_000);
    // Both learn of it, and whoever has missed fewer than three looks on.
    for (const side of [page, partner])
      await expect(side.getByText('The call didn’t connect').first()).toBeVisible();
    await partner.close();
  }
  await expect(heading(page)).toHaveText('The call didn’t connect');
  await expect(page.getByText(/neither a direct way nor the relay led through/)).toBeVisible();
});

/** No candidate ever reaches the other side, and no description carries one. In the page, before its own code. */
function noWay() {
  const { prototype } = RTCPeerConnection;
  const describe: (this: RTCPeerConnection, init: RTCSessionDescriptionInit) => Promise<void> =
    prototype.setRemoteDescription;
  prototype.addIceCandidate = () => Promise.resolve();
  prototype.setRemoteDescription = function (this: RTCPeerConnection, init: RTCSessionDescriptionInit) {
    return describe.call(this, { ...init, sdp: init.sdp?.replace(/a=candidate:.*\r\n/g, '') ?? '' });
  };
}

test('sound that the browser holds back comes with a tap', async ({ callers }) => {
  const [one, other] = [await callers.arrive(), await callers.arrive()];
  await one.evaluate(() => {
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = () => {
      HTMLMediaElement.prototype.play = play;
      return Promise.reject(new DOMException('not before a click', 'NotAllowedError'));
    };
  });
  await button(one).click();
  await button(other).click();
  await one.getByRole('button', { name: 'Tap to hear them' }).click();
  await expect(one.getByRole('button', { name: 'Tap to hear them' })).toBeHidden();
  await expect.poll(() => one.evaluate(() => document.querySelector('audio')?.paused)).toBe(false);
});

test.describe('behind a proxy', () => {
  test.use({ flags: ['--trusted-proxies', '127.0.0.0/8'] });

  /** More connections than a household may make at once, and in the time that these take. */
  const LET_IN = 100;

  test('who comes too often is told so, and when to try again', async ({ callers, server }) => {
    const household = '2001:db8::1';
    const proxy = await ReverseProxy.start(server.port, household);
    const page = await callers.arrive({}, 'adult', proxy.url);
    // Somebody else in the household takes every connection that it may make, for as long as it matters.
    let floods = true;
    const handshake = `${server.url}/socket.io/?EIO=4&transport=polling`;
    const headers = { 'x-forwarded-for': household };
    const statuses: number[] = [];
    const flood = async () => {
      while (floods) statuses.push((await fetch(handshake, { headers })).status);
    };
    const flooding = Promise.all([flood(), flood(), flood(), flood()]);
    await expect.poll(() => statuses.length).toBeGreaterThan(LET_IN);
    await button(page).click();
    await expect(heading(page)).toHaveText('Too much at once');
    await expect(page.getByText(/Try again in \d+ seconds?\./)).toBeVisible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await clean(page, `too often, ${colorScheme}`);
    }
    floods = false;
    await flooding;

    // What the page was told held while the flood went on; from now on it is told when there is room indeed.
    await expect(async () => {
      await expect(page.getByText('You can try again now.')).toBeVisible();
      await button(page).click();
      await expect(heading(page)).toHaveText('Looking for somebody', { timeout: 5_000 });
    }).toPass();
    await proxy.stop();
  });
});
