import { optional } from '../../browser/optional';
import type { Finding } from './finding';
import { introduce } from './introduce';

/** Longest wait for a voice that goes from this page to itself, in milliseconds. */
const PATIENCE = 8_000;
const LOOK_EVERY = 100;

/** Calls itself: two connections in this page, and a voice from one to the other. */
export async function checkLoopback(track: MediaStreamTrack | undefined): Promise<Finding> {
  const began = performance.now();
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const tone = track === undefined ? optional(hum) : undefined;
  // Browsers decode, and count the energy of, only what is listened to; a muted element doesn't count as an ear.
  const ear = new Audio();
  ear.volume = 0.02;
  try {
    to.addEventListener('track', (event) => {
      ear.srcObject = new MediaStream([event.track]);
      void ear.play().catch(() => undefined);
    });
    const voice = track ?? tone?.track;
    if (voice !== undefined) from.addTrack(voice);
    await introduce(from, to);
    while (performance.now() - began < PATIENCE) {
      if (await heard(to)) {
        const value = Math.round(performance.now() - began);
        return { verdict: 'good', reason: 'works', figure: { value, unit: 'ms' } };
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
    return { verdict: 'bad', reason: to.connectionState === 'connected' ? 'no_voice' : 'no_way' };
  } catch {
    return { verdict: 'bad', reason: 'no_way' };
  } finally {
    ear.srcObject = null;
    from.close();
    to.close();
    tone?.close();
  }
}

async function heard(connection: RTCPeerConnection): Promise<boolean> {
  for (const [, report] of await connection.getStats()) {
    if (report.type === 'inbound-rtp') return report.packetsReceived > 0 && report.totalAudioEnergy > 0;
  }
  return false;
}

/** Something to send where there is no microphone; nobody hears it. */
function hum() {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency: 220 });
  const destination = context.createMediaStreamDestination();
  oscillator.connect(destination);
  oscillator.start();
  return { track: destination.stream.getAudioTracks()[0], close: () => void context.close() };
}
