import { describe, expect, it } from 'vitest';
import { isRelayed, wayOf } from './way';
import { iceServersFor } from './ways';

type Candidate = { candidateType: string; address?: string; relayProtocol?: string };

/** What a browser says of a call; Firefox's transports name no pair. */
function statistics(local: Candidate, remote: Candidate, firefox = false): RTCStatsReport {
  const pair = {
    type: 'candidate-pair',
    nominated: true,
    state: 'succeeded',
    localCandidateId: 'L',
    remoteCandidateId: 'R',
  };
  return new Map<string, unknown>([
    ['O', { ...pair, nominated: false, localCandidateId: 'X' }],
    ['P', pair],
    ['L', local],
    ['R', remote],
    ['X', { candidateType: 'relay', relayProtocol: 'tcp' }],
    ...(firefox ? [] : [['T', { type: 'transport', selectedCandidatePairId: 'P' }] as const]),
  ]) as RTCStatsReport;
}

describe('p02 the way of the voices', () => {
  const host = { candidateType: 'host', address: '192.0.2.7' };
  it.each([
    ['straight over IPv4', host, { candidateType: 'srflx', address: '192.0.2.8' }, 'direct_ipv4'],
    ['straight over IPv6', { candidateType: 'host', address: '2001:db8::7' }, host, 'direct_ipv6'],
    ['with a name in the place of the own address', { candidateType: 'host' }, host, 'direct_ipv4'],
    ['through the relay over UDP', { candidateType: 'relay', relayProtocol: 'udp' }, host, 'relay_udp'],
    ['through the relay over TCP', { candidateType: 'relay', relayProtocol: 'tcp' }, host, 'relay_tcp'],
    ['through the relay over TLS', { candidateType: 'relay', relayProtocol: 'tls' }, host, 'relay_tls'],
    ['to the partner’s relay', host, { candidateType: 'relay' }, 'relay_udp'],
  ] as const)('is told: %s', (_, local, remote, way) => {
    for (const firefox of [false, true]) expect(wayOf(statistics(local, remote, firefox))).toBe(way);
    expect(isRelayed(way)).toBe(way.startsWith('relay'));
  });

  it('is unknown before there is one', () => {
    expect(wayOf(new Map() as RTCStatsReport)).toBeUndefined();
  });
});

describe('the servers that a partner is looked for over', () => {
  const servers = [
    { urls: ['stun:a:1'] },
    {
      urls: ['turn:a:1?transport=udp', 'turn:a:1?transport=tcp', 'turns:a:2?transport=tcp'],
      username: 'u',
      credential: 'c',
    },
  ];
  const urls = (...of: Parameters<typeof iceServersFor>) => iceServersFor(...of).flatMap((it) => it.urls);

  it('are all of them at first', () => {
    expect(iceServersFor(servers, true, false)).toEqual(servers);
  });

  it('p02 have no relay for who refuses it', () => {
    expect(urls(servers, false, false)).toEqual(['stun:a:1']);
  });

  it('have the relay over UDP alone where that passes, which is what no transport means', () => {
    const unnamed = [{ urls: ['turn:b', 'turns:b', 'turn:b?transport=tcp'], username: 'u', credential: 'c' }];
    expect(urls(unnamed, true, true)).toEqual(['turn:b']);
    expect(urls(servers, true, true)).toEqual(['stun:a:1', 'turn:a:1?transport=udp']);
  });
});
