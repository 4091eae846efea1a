import { expect, test } from 'vitest';
import { IceSessions } from './ice-sessions';

/** By Chromium's preferences: 126 for hosts, 100 for what STUN saw, 3 and 0 for relays over UDP and TLS. */
const HOST = 2122260223;
const REFLEXIVE = 1686052607;
const RELAY = 58663423;
const RELAY_TLS = 8331263;

const line = (priority: number) => `candidate:1 1 udp ${priority} 192.0.2.1 5000 typ host generation 0`;
const description = (ufrag: string, ...priorities: number[]) =>
  ['v=0', `a=ice-ufrag:${ufrag}`, ...priorities.map((it) => `a=${line(it)}`), 'a=mid:0', ''].join('\r\n');

const priorities = (sdp: string) =>
  [...sdp.matchAll(/candidate:1 1 udp (\d+) 192\.0\.2\.1 5000 typ host generation 0/g)].map((it) =>
    Number(it[1]),
  );

/** The priority of a pair (RFC 8445, section 6.1.2.3) without its last bit. */
const pair = (one: number, other: number) => 2 ** 32 * Math.min(one, other) + 2 * Math.max(one, other);

test('the weakest pair of a later session has a higher priority than the best pair of an earlier one', () => {
  const sessions = new IceSessions();
  let best = 0;
  for (const ufrag of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
    const [host = 0, relay = 0] = priorities(sessions.description(description(ufrag, HOST, RELAY_TLS)));
    expect(pair(RELAY_TLS, relay)).toBeGreaterThan(best);
    best = pair(HOST, host);
  }
});

test('within one session direct pairs have higher priorities than relayed ones, as without the change', () => {
  const [host = 0, reflexive = 0, relay = 0, tls = 0] = priorities(
    new IceSessions().description(description('a', HOST, REFLEXIVE, RELAY, RELAY_TLS)),
  );
  const order = [pair(HOST, host), pair(HOST, reflexive), pair(RELAY, relay), pair(RELAY_TLS, tls)];
  expect(order).toEqual([...order].sort((one, other) => other - one));
  expect(new Set(order).size).toBe(4);
  expect(pair(HOST, host)).toBeGreaterThan(pair(RELAY, host));
});

test('a description that arrives again begins no other session', () => {
  const sessions = new IceSessions();
  const once = sessions.description(description('a', HOST));
  sessions.description(description('b', HOST));
  expect(sessions.description(description('a', HOST))).toBe(once);
});

test('a trickled candidate belongs to the session that it names, or to the newest', () => {
  const sessions = new IceSessions();
  const [first] = priorities(sessions.description(description('a', HOST)));
  const [second] = priorities(sessions.description(description('b', HOST)));
  expect(priorities(sessions.candidate(line(HOST), 'a'))).toEqual([first]);
  expect(priorities(sessions.candidate(line(HOST), 'b'))).toEqual([second]);
  expect(priorities(sessions.candidate(line(HOST), undefined))).toEqual([second]);
});
