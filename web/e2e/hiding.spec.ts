import type { Page } from '@playwright/test';
import { button, connected, expect, hears, talk, test } from './calln';
import { EXPOSING, hide, nearEnd, recorded, relayOver, seekingHere } from './relayed';

/** From a range for documentation (RFC 5737). */
const CANARY = '203.0.113.77';

async function bothRelayed(pages: readonly Page[], relayProtocol?: string): Promise<void> {
  for (const page of pages) {
    await connected(page);
    await hears(page);
    const end = await page.evaluate(nearEnd);
    expect(end.candidateType).toBe('relay');
    if (relayProtocol !== undefined) expect(end.relayProtocol).toBe(relayProtocol);
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
  await bothRelayed([shy, other], 'udp');
  for (const heard of frames) {
    const all = heard.join();
    expect(all).toContain(' typ relay raddr 0.0.0.0');
    expect(all).not.toMatch(EXPOSING);
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
  await bothRelayed([careless, other], 'tcp');
  const all = frames.join();
  expect(await careless.evaluate(() => document.documentElement.dataset.told)).toBe('true');
  expect(all).toContain(' typ relay ');
  expect(all).not.toContain(CANARY);
  expect(all).not.toMatch(EXPOSING);
});

test('a call that goes on is given fresh credentials for its relay, and finds another way with them', async ({
  callers,
}) => {
  const [shy, other] = [await callers.arrive(), await callers.arrive()];
  await shy.clock.install();
  await hide(shy).check();
  await talk(shy, other);
  await bothRelayed([shy, other]);
  const seeking = () => shy.evaluate(seekingHere);
  const before = await seeking();
  // They carry the second in which they were made.
  await expect
    .poll(async () => {
      await shy.clock.fastForward(60_000);
      return (await seeking()).username;
    })
    .not.toBe(before.username);

  await shy.evaluate(() => window.connections.at(-1)?.restartIce());
  await expect.poll(async () => (await seeking()).ufrag).not.toBe(before.ufrag);
  await bothRelayed([shy, other]);
});

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
