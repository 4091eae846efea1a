import { expect, test } from 'vitest';
import { report } from './finding';

test('a report says each step in a line, with its figure', () => {
  const text = report({
    microphone: { verdict: 'good', reason: 'works', figure: { value: -23, unit: 'dB' } },
    speaker: { verdict: 'bad', reason: 'unheard' },
    turn_tcp: { verdict: 'skipped', reason: 'relay_off' },
    stun: { verdict: 'skipped', reason: 'not_configured' },
  });
  expect(text.split('\n')).toEqual([
    'Calln self-test',
    'Microphone: good, works (-23 dB)',
    'Loudspeaker: bad, unheard',
    'WebSocket: not tested',
    'Long polling: not tested',
    'STUN: skipped, not configured',
    'TURN over UDP: not tested',
    'TURN over TCP: skipped, relay off',
    'Peer to peer: not tested',
    'This report holds no address, no device name and no name.',
  ]);
});
