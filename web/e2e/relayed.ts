import type { Page } from '@playwright/test';

export const hide = (page: Page) => page.getByRole('checkbox', { name: 'Hide my IP from the other caller' });

export const filter = (page: Page) => page.getByRole('button', { name: /^Meet/ });

/** Refuses the relay, in the sheet. */
export async function directOnly(page: Page): Promise<void> {
  await filter(page).click();
  await page.getByRole('checkbox', { name: 'Direct calls only' }).check();
  await page.getByRole('button', { name: 'Done' }).click();
}

/** Everything that the server sends to the page from its next load on. */
export function recorded(page: Page): string[] {
  const frames: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString())),
  );
  return frames;
}

/** Candidates that name an address of their caller's own. */
export const EXPOSING = /typ (host|srflx|prflx)|\.local/;

/**
 * Leaves the page one way to the relay; `tcp` alone is what a network has that lets no UDP out. To be run in the page
 * before its own code.
 */
export function relayOver(transport: string) {
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

/** What the last connection of the page would show the relay next, and by which name it looks for a way. In the page. */
export function seekingHere() {
  const connection = window.connections.at(-1);
  return {
    username: connection?.getConfiguration().iceServers?.[0]?.username,
    ufrag: /a=ice-ufrag:(.*)/.exec(connection?.localDescription?.sdp ?? '')?.[1],
  };
}

/**
 * This side's end of the way that the voices take: where both sides' ends are at the relay, nothing goes past it. (The
 * other end can look like something new, `prflx`, to who hears from there before being told of it.) To be run in the page.
 */
export async function nearEnd() {
  const stats = [...((await window.connections.at(-1)?.getStats())?.values() ?? [])];
  const pair = stats.find(
    (report) => report.type === 'candidate-pair' && report.nominated && report.state === 'succeeded',
  );
  const end = stats.find((report) => report.id === pair?.localCandidateId);
  return { candidateType: end?.candidateType, relayProtocol: end?.relayProtocol };
}

/** Leaves no way to a partner but their relay, as between two networks that let nothing else through. In the page, before its own code. */
export function relayAlone() {
  const Native = window.RTCPeerConnection;
  const passes = (candidate: string) => candidate === '' || candidate.includes(' typ relay');
  window.RTCPeerConnection = class extends Native {
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const lines = (description.sdp ?? '').split('\r\n');
      const kept = lines.filter((line) => !line.startsWith('a=candidate:') || passes(line));
      return super.setRemoteDescription({ ...description, sdp: kept.join('\r\n') });
    }

    override addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
      if (!passes(candidate?.candidate ?? '')) return Promise.resolve();
      return super.addIceCandidate(candidate ?? undefined);
    }
  };
}
