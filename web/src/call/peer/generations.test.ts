import { expect, test } from 'vitest';
import { Generations } from './generations';

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

test('the weakest way of a later search goes before the best of an earlier one', () => {
  const generations = new Generations();
  let best = 0;
  for (const ufrag of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
    const [host = 0, relay = 0] = priorities(generations.description(description(ufrag, HOST, RELAY_TLS)));
    expect(pair(RELAY_TLS, relay)).toBeGreaterThan(best);
    best = pair(HOST, host);
  }
});

test('within one search the direct ways go before the relayed ones, as ever', () => {
  const [host = 0, reflexive = 0, relay = 0, tls = 0] = priorities(
    new Generations().description(description('a', HOST, REFLEXIVE, RELAY, RELAY_TLS)),
  );
  const order = [pair(HOST, host), pair(HOST, reflexive), pair(RELAY, relay), pair(RELAY_TLS, tls)];
  expect(order).toEqual([...order].sort((one, other) => other - one));
  expect(new Set(order).size).toBe(4);
  expect(pair(HOST, host)).toBeGreaterThan(pair(RELAY, host));
});

test('a description that is told again begins no other search', () => {
  const generations = new Generations();
  const once = generations.description(description('a', HOST));
  generations.description(description('b', HOST));
  expect(generations.description(description('a', HOST))).toBe(once);
});

test('a candidate that comes by itself has the priority of the search that it names, or of the newest', () => {
  const generations = new Generations();
  const [first] = priorities(generations.description(description('a', HOST)));
  const [second] = priorities(generations.description(description('b', HOST)));
  expect(priorities(generations.candidate(line(HOST), 'a'))).toEqual([first]);
  expect(priorities(generations.candidate(line(HOST), 'b'))).toEqual([second]);
  expect(priorities(generations.candidate(line(HOST), undefined))).toEqual([second]);
});
