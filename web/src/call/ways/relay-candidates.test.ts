import { expect, test } from 'vitest';
import { isRelays, withoutRelays } from './relay-candidates';

const HOST = 'candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host generation 0';
const RELAY =
  'candidate:3 1 udp 41885695 198.51.100.1 50001 typ relay raddr 192.0.2.7 rport 50000 generation 0';

test('p02 candidates of relays are told from others, and taken out of a description', () => {
  expect([HOST, RELAY, RELAY.toUpperCase(), '', undefined].map(isRelays)).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
  for (const end of ['\r\n', '\n']) {
    const described = (...lines: string[]) => ['v=0', ...lines.map((line) => `a=${line}`), ''].join(end);
    expect(withoutRelays(described(RELAY, HOST, RELAY))).toBe(described(HOST));
  }
  expect(withoutRelays(`v=0\r\na=${RELAY}`)).toBe('v=0\r\n');
});
