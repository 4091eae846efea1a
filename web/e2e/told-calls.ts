import type { Page } from '@playwright/test';

/** The ids of the calls that the page was told of, as they go by on the wire. */
export function calls(page: Page): { matched: string[]; resumed: string[] } {
  const told = { matched: [] as string[], resumed: [] as string[] };
  const read = (packet: string) => {
    const call = /"call":"([^"]+)"/.exec(packet)?.[1];
    if (call === undefined) return;
    if (packet.startsWith('42["matched"')) told.matched.push(call);
    if (/^43\d+\[\{"ok":true/.test(packet) && packet.includes('partner_present')) told.resumed.push(call);
  };
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => read(payload.toString())));
  // The first way back that works may be long polling.
  page.on('response', async (response) => {
    if (!response.url().includes('transport=polling')) return;
    const packets = await response.text().catch(() => '');
    packets.split('\x1e').forEach(read);
  });
  return told;
}
