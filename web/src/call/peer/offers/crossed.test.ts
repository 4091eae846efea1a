import { describe, expect, it } from 'vitest';
import { crossed } from './crossed';

const sdp = (...lines: string[]) => `${lines.join('\r\n')}\r\n`;

/** As Chromium 150 writes them, less some of the formats. */
const CHROMIUM = sdp(
  'v=0',
  'o=- 7767864737213212828 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 0 126',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host generation 0',
  'a=ice-ufrag:0dCn',
  'a=ice-pwd:0T1wLnQhKYQJq5YsoVjsn4v9',
  'a=ice-options:trickle',
  'a=fingerprint:sha-256 9A:56',
  'a=setup:actpass',
  'a=mid:0',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=rtcp-fb:111 transport-cc',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:126 telephone-event/8000',
  'a=ssrc:4115977569 cname:G6wJ0ydc',
);

/** As Firefox 140 does. */
const FIREFOX = sdp(
  'v=0',
  'o=mozilla...THIS_IS_SDPARTA-99.0 3615393565384845331 0 IN IP4 0.0.0.0',
  's=-',
  't=0 0',
  'a=sendrecv',
  'a=fingerprint:sha-256 FD:CF',
  'a=group:BUNDLE sound',
  'a=ice-options:trickle',
  'm=audio 9 UDP/TLS/RTP/SAVPF 109 0 101',
  'c=IN IP4 0.0.0.0',
  'a=sendrecv',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level',
  'a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1',
  'a=fmtp:101 0-15',
  'a=ice-pwd:e7ec8b393216049a2e8773d41c4ce766',
  'a=ice-ufrag:0e90a676',
  'a=mid:sound',
  'a=rtcp-fb:109 transport-cc',
  'a=rtcp-fb:0 transport-cc',
  'a=rtcp-mux',
  'a=rtpmap:109 opus/48000/2',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=setup:actpass',
);

describe('the answer that an offer stands for', () => {
  it('is Chromium’s as Chromium would give it to another one', () => {
    expect(crossed(CHROMIUM, CHROMIUM, 'waiter')).toBe(
      sdp(
        'v=0',
        'o=- 7767864737213212828 2 IN IP4 127.0.0.1',
        's=-',
        't=0 0',
        'a=group:BUNDLE 0',
        'a=extmap-allow-mixed',
        'a=msid-semantic: WMS',
        'm=audio 9 UDP/TLS/RTP/SAVPF 111',
        'c=IN IP4 0.0.0.0',
        'a=rtcp:9 IN IP4 0.0.0.0',
        'a=candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host generation 0',
        'a=ice-ufrag:0dCn',
        'a=ice-pwd:0T1wLnQhKYQJq5YsoVjsn4v9',
        'a=ice-options:trickle',
        'a=fingerprint:sha-256 9A:56',
        'a=setup:active',
        'a=mid:0',
        'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
        'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
        'a=sendrecv',
        'a=rtcp-mux',
        'a=rtpmap:111 opus/48000/2',
        'a=rtcp-fb:111 transport-cc',
        'a=fmtp:111 minptime=10;useinbandfec=1',
        'a=ssrc:4115977569 cname:G6wJ0ydc',
      ),
    );
  });

  it('has the asker’s name for the voice, and of the extensions those that both number alike', () => {
    const lines = crossed(CHROMIUM, FIREFOX, 'newcomer')?.split('\r\n') ?? [];
    expect(lines).toContain('m=audio 9 UDP/TLS/RTP/SAVPF 109');
    expect(lines).toContain('a=group:BUNDLE 0');
    expect(lines).toContain('a=mid:0');
    expect(lines).toContain('a=setup:passive');
    expect(lines.filter((line) => line.startsWith('a=extmap'))).toEqual([
      'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
    ]);
    expect(lines.join()).not.toMatch(/PCMU|telephone-event|fmtp:101|rtcp-fb:0/);
    // Nor is one-way what is taken for both ways.
    expect(crossed(FIREFOX, FIREFOX, 'waiter')).not.toContain('/recvonly');
  });

  it.each([
    ['two voices', (offer: string) => `${offer}${offer.slice(offer.indexOf('m='))}`],
    ['no Opus', (offer: string) => offer.replace('opus', 'speex')],
    ['one way only', (offer: string) => offer.replaceAll('a=sendrecv', 'a=recvonly')],
    ['no name', (offer: string) => offer.replace(/a=mid:.*\r\n/, '')],
    ['pictures', (offer: string) => offer.replace('m=audio', 'm=video')],
  ])('is none, for both, where there is or are %s', (_, change) => {
    for (const offer of [CHROMIUM, FIREFOX]) {
      expect(crossed(change(offer), offer, 'waiter')).toBeUndefined();
      expect(crossed(offer, change(offer), 'newcomer')).toBeUndefined();
    }
  });
});
