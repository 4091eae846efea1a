import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Page } from '@playwright/test';

/**
 * The way of the voices between two callers, in the test's hands: each address that one offers is replaced, before the
 * other learns of it, by a port here from which packets are passed on.
 */
export class MediaPath {
  readonly #sockets: Socket[] = [];
  #usable = new Set<Socket>();
  #lost = Number.POSITIVE_INFINITY;
  #passed = 0;

  /** From now on the page reaches its partners through here. To be called before it calls. */
  async lead(page: Page): Promise<void> {
    await page.exposeFunction('passage', (address: string, port: number) => this.#passage(address, port));
    await page.evaluate(replaceCandidates);
  }

  /** The way as it is ends here: nothing passes any more, except through addresses that are offered from now on. */
  cut(): void {
    this.#usable = new Set();
  }

  /** From now on every so many packets one doesn't arrive. */
  loseOneIn(packets: number): void {
    this.#lost = packets;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.close();
  }

  /** A port that leads to the address, and for each sender back. */
  async #passage(address: string, port: number): Promise<number> {
    const near = await this.#bind();
    const backs = new Map<number, Promise<Socket>>();
    near.on('message', async (packet, sender) => {
      let back = backs.get(sender.port);
      if (back === undefined) {
        back = this.#bind();
        backs.set(sender.port, back);
        (await back).on('message', (answer) => {
          if (this.#passes(near)) near.send(answer, sender.port, sender.address);
        });
      }
      if (this.#passes(near)) (await back).send(packet, port, address);
    });
    this.#usable.add(near);
    return near.address().port;
  }

  #passes(near: Socket): boolean {
    this.#passed += 1;
    return this.#usable.has(near) && this.#passed % this.#lost !== 0;
  }

  async #bind(): Promise<Socket> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    this.#sockets.push(socket);
    await once(socket, 'listening');
    return socket;
  }
}

declare global {
  interface Window {
    passage(address: string, port: number): Promise<number>;
  }
}

function replaceCandidates() {
  const { prototype } = RTCPeerConnection;
  type Add = (this: RTCPeerConnection, init: RTCIceCandidateInit) => Promise<void>;
  type Describe = (this: RTCPeerConnection, description: RTCSessionDescriptionInit) => Promise<void>;
  const addIceCandidate: Add = prototype.addIceCandidate;
  const setRemoteDescription: Describe = prototype.setRemoteDescription;

  /** The candidate with the passage's address; none for what can't pass. */
  async function replaced(candidate: string): Promise<string | undefined> {
    const fields = candidate.split(' ');
    const [, , transport, , address = '', port = ''] = fields;
    if (transport?.toLowerCase() !== 'udp' || !/^[\d.]+$/.test(address)) return undefined;
    fields[4] = '127.0.0.1';
    fields[5] = String(await window.passage(address, Number(port)));
    return fields.join(' ');
  }

  prototype.addIceCandidate = async function (this: RTCPeerConnection, init?: RTCIceCandidateInit | null) {
    const candidate = await replaced(init?.candidate ?? '');
    if (candidate !== undefined) await addIceCandidate.call(this, { ...init, candidate });
  };
  prototype.setRemoteDescription = async function (
    this: RTCPeerConnection,
    description: RTCSessionDescriptionInit,
  ) {
    const lines: string[] = [];
    for (const line of (description.sdp ?? '').split('\r\n')) {
      if (!line.startsWith('a=candidate:')) lines.push(line);
      else {
        const candidate = await replaced(line.slice(2));
        if (candidate !== undefined) lines.push(`a=${candidate}`);
      }
    }
    await setRemoteDescription.call(this, { ...description, sdp: lines.join('\r\n') });
  };
}
