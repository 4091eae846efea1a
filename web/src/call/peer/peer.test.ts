import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Peer } from './peer';

/** A browser's connection that says of itself what a test has it say. */
class Connection extends EventTarget {
  static latest: Connection;
  connectionState: RTCPeerConnectionState = 'new';
  signalingState = 'stable';
  iceGatheringState = 'complete';
  localDescription = null;
  configuration: RTCConfiguration;
  restarts = 0;

  constructor(configuration: RTCConfiguration) {
    super();
    this.configuration = configuration;
    Connection.latest = this;
  }

  becomes(state: RTCPeerConnectionState) {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  addTransceiver() {}
  getSenders() {
    return [];
  }
  getReceivers() {
    return [];
  }
  getConfiguration() {
    return this.configuration;
  }
  setConfiguration(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }
  restartIce() {
    this.restarts += 1;
  }
  close() {}
}

function begin(relayFull = (_full: boolean) => {}, directOnly = false) {
  const links: string[] = [];
  const peer = new Peer(
    'newcomer',
    {
      servers: { iceServers: [] },
      directOnly,
      certificate: undefined,
      microphone: undefined,
      udpPasses: () => {},
      relayFull,
    },
    {
      send: () => {},
      track: () => {},
      link: (link: string) => links.push(link),
      silent: () => {},
      arrives: () => {},
      impostor: () => {},
    } as unknown as ConstructorParameters<typeof Peer>[2],
  );
  return { peer, links, connection: Connection.latest };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('RTCPeerConnection', Connection);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a browser that finds no way is believed after the time in which a relay over TLS may still come', async () => {
  const { links, connection } = begin();
  connection.becomes('failed');
  await vi.advanceTimersByTimeAsync(5_999);
  expect(links).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(links).toEqual(['failed']);
});

test('where no relay may carry the voices that is believed sooner', async () => {
  const { links, connection } = begin(undefined, true);
  connection.becomes('failed');
  await vi.advanceTimersByTimeAsync(1_999);
  expect(links).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(links).toEqual(['failed']);
});

test('a way that is found after all is one', async () => {
  const { links, connection } = begin();
  connection.becomes('failed');
  await vi.advanceTimersByTimeAsync(5_000);
  connection.becomes('connected');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(links).toEqual(['connected']);
});

test('a way that is lost is sought anew at once, and given up in the end', async () => {
  const { links, connection } = begin();
  connection.becomes('connected');
  connection.becomes('failed');
  expect(links).toEqual(['connected', 'interrupted']);
  expect(connection.restarts).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(links).toEqual(['connected', 'interrupted', 'failed']);
});

test('another way is sought over the servers of now', () => {
  const { peer, connection } = begin();
  connection.becomes('connected');
  const servers = { iceServers: [{ urls: ['turn:192.0.2.1'], username: 'u', credential: 'c' }] };
  peer.go(servers);
  peer.restart();
  expect(connection.configuration).toMatchObject(servers);
  expect(connection.restarts).toBe(1);
});

test('a relay without room is told from one that refuses for another reason, and is of no matter where another has room', () => {
  const told: boolean[] = [];
  const { connection } = begin((full) => told.push(full));
  const refuses = (errorCode: number) =>
    connection.dispatchEvent(Object.assign(new Event('icecandidateerror'), { errorCode }));
  for (const code of [401, 403, 600, 701]) refuses(code);
  expect(told).toEqual([]);
  for (const code of [486, 508]) refuses(code);
  expect(told).toEqual([true, true]);
  const candidate = { candidate: 'candidate:1', type: 'relay' };
  connection.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate }));
  refuses(486);
  expect(told).toEqual([true, true, false]);
});
