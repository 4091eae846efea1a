import type { Page } from '@playwright/test';
import { button, connected, expect, hears, received, test } from './calln';

/** From a range for documentation (RFC 5737). */
const CANARY = '203.0.113.77';

const hide = (page: Page) => page.getByRole('checkbox', { name: 'Hide my IP from the other caller' });

/** Everything that the server sends to the page from its next load on. */
function recorded(page: Page): string[] {
  const frames: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString())),
  );
  return frames;
}

/** How the page's last connection reaches its relay. */
const relayProtocol = (page: Page) =>
  page.evaluate(async () => {
    const stats = [...((await window.connections.at(-1)?.getStats())?.values() ?? [])];
    const pair = stats.find((report) => report.type === 'candidate-pair' && report.nominated);
    return stats.find((report) => report.id === pair?.localCandidateId)?.relayProtocol;
  });

async function bothRelayed(pages: readonly Page[]): Promise<void> {
  for (const page of pages) {
    await connected(page);
    await hears(page);
    const { local, remote } = await received(page);
    expect([local, remote]).toEqual(['relay', 'relay']);
  }
}

test('p10 one caller hides, and both talk through the relay without learning an address', async ({
  callers,
}) => {
  const [shy, other] = [await callers.arrive(), await callers.arrive()];
  await hide(shy).check();
  // For the life of the tab, like the wish.
  await shy.reload();
  await expect(hide(shy)).toBeChecked();
  const frames = [recorded(shy), recorded(other)];
  for (const page of [shy, other]) {
    await page.addInitScript(relayOver, 'udp');
    await page.reload();
    await button(page).click();
  }
  await bothRelayed([shy, other]);
  expect(await relayProtocol(shy)).toBe('udp');
  for (const heard of frames) {
    const all = heard.join();
    expect(all).toContain(' typ relay raddr 0.0.0.0');
    expect(all).not.toMatch(/typ (host|srflx|prflx)|\.local/);
  }
});

test('p10 over TCP too, and a page that tells all about its caller is not let', async ({ callers }) => {
  const [careless, other] = [await callers.arrive(), await callers.arrive()];
  for (const page of [careless, other]) await page.addInitScript(relayOver, 'tcp');
  await careless.addInitScript(tellAll, CANARY);
  const frames = recorded(other);
  await hide(careless).check();
  // The careless one waits, so that its offer is the one that could be handed over.
  for (const page of [careless, other]) {
    await page.reload();
    await button(page).click();
  }
  await bothRelayed([careless, other]);
  for (const page of [careless, other]) expect(await relayProtocol(page)).toBe('tcp');
  const all = frames.join();
  expect(await careless.evaluate(() => document.documentElement.dataset.told)).toBe('true');
  expect(all).toContain(' typ relay ');
  expect(all).not.toContain(CANARY);
  expect(all).not.toMatch(/typ (host|srflx|prflx)|\.local/);
});

/** Leaves the page one way to the relay; `tcp` alone is what a network has that lets no UDP out. */
function relayOver(transport: string) {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      const iceServers = configuration?.iceServers?.map((server) => ({
        ...server,
        urls: [server.urls].flat().filter((url) => url.endsWith(`transport=${transport}`)),
      }));
      super({ ...configuration, ...(iceServers && { iceServers }) });
    }
  };
}

/** A page that ignores that its caller wants to hide: it gathers every candidate, and names an address everywhere. */
function tellAll(address: string) {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: 'all' });
      this.addEventListener('signalingstatechange', () => {
        for (const kind of ['typ host', 'typ srflx raddr 10.0.0.7 rport 9']) {
          const candidate = `candidate:1 1 udp 41885439 ${address} 54400 ${kind}`;
          const event = { candidate: new RTCIceCandidate({ candidate, sdpMid: '0' }) };
          this.dispatchEvent(new RTCPeerConnectionIceEvent('icecandidate', event));
        }
        document.documentElement.dataset.told = 'true';
      });
    }

    override get localDescription() {
      const description = super.localDescription;
      const sdp = description?.sdp.replaceAll(/IN IP4 [0-9.]+/g, `IN IP4 ${address}`);
      return description && new RTCSessionDescription({ type: description.type, sdp: sdp ?? '' });
    }
  };
}
