/** What Safari does otherwise than Chromium, done in Chromium. Each is to be run in a page before its own code. */

declare global {
  interface Window {
    /** A phone call takes the microphone, and gives it back. Put there by {@link phoneCalls}. */
    phoneCall(rings: boolean): void;
  }
}

/**
 * What Safari 16.4, the oldest that the page is built for, has not got of all that the page asks a browser for (MDN's
 * browser-compat-data 8.1.9), and what iPhones leave out.
 */
export function oldestSafari() {
  const without = (owner: object, ...names: readonly string[]) => {
    for (const name of names) Reflect.deleteProperty(owner, name);
  };
  without(window, 'requestIdleCallback', 'Notification');
  without(HTMLMediaElement.prototype, 'setSinkId', 'sinkId');
  without(AudioContext.prototype, 'setSinkId', 'sinkId');
  without(Navigator.prototype, 'connection', 'wakeLock');
  without(RTCIceCandidate.prototype, 'relayProtocol');
  without(MediaSession.prototype, 'setMicrophoneActive');
  // Phones leave the volume to their keys.
  Object.defineProperty(HTMLMediaElement.prototype, 'volume', { get: () => 1, set: () => undefined });

  const handle = MediaSession.prototype.setActionHandler;
  MediaSession.prototype.setActionHandler = function (action, handler) {
    if (['togglemicrophone', 'hangup'].includes(action)) throw new TypeError('no such action');
    handle.call(this, action, handler);
  };
  // Whatever the caller has said, until a page asks for the microphone.
  const query = Permissions.prototype.query;
  Permissions.prototype.query = async function (description) {
    const status = await query.call(this, description);
    Object.defineProperty(status, 'state', { value: 'prompt' });
    return status;
  };
  const generate = SubtleCrypto.prototype.generateKey as (...args: unknown[]) => Promise<CryptoKey>;
  Object.defineProperty(SubtleCrypto.prototype, 'generateKey', {
    value: function (this: SubtleCrypto, algorithm: AlgorithmIdentifier, ...rest: unknown[]) {
      const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
      if (name === 'X25519')
        return Promise.reject(new DOMException('no such algorithm', 'NotSupportedError'));
      return generate.call(this, algorithm, ...rest);
    },
  });
  const toBlob = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (callback, type, quality) {
    toBlob.call(this, callback, type === 'image/webp' ? 'image/png' : type, quality);
  };
}

/**
 * An AudioContext that the system has taken for good: `interrupted`, a state that Safari alone has, with a clock that
 * stands, and `resume` refused (https://github.com/WebAudio/web-audio-api/issues/2585).
 */
export function interruptedAudio() {
  const { prototype } = BaseAudioContext;
  Object.defineProperty(prototype, 'state', { get: () => 'interrupted' });
  Object.defineProperty(prototype, 'currentTime', { get: () => 0 });
  AudioContext.prototype.resume = () =>
    Promise.reject(new DOMException('Failed to start the audio device', 'InvalidStateError'));
  AnalyserNode.prototype.getFloatTimeDomainData = (samples) => samples.fill(0);
  AnalyserNode.prototype.getByteFrequencyData = (spectrum) => spectrum.fill(0);
}

/** Opening a microphone ends the track that was open before (https://bugs.webkit.org/show_bug.cgi?id=179363). */
export function oneCapture() {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  let open: MediaStreamTrack | undefined;
  mediaDevices.getUserMedia = async (constraints) => {
    const before = open;
    if (before?.readyState === 'live') {
      before.stop();
      before.dispatchEvent(new Event('ended'));
    }
    const stream = await ask(constraints);
    [open] = stream.getAudioTracks();
    return stream;
  };
}

/** A microphone that a phone call mutes, as the system does it: the track lives, says `mute`, and is silent. */
export function phoneCalls() {
  const { mediaDevices } = navigator;
  mediaDevices.getUserMedia = async () => {
    const context = new AudioContext();
    const voice = new OscillatorNode(context, { frequency: 330 });
    const line = new GainNode(context);
    const capture = context.createMediaStreamDestination();
    voice.connect(line).connect(capture);
    voice.start();
    const [track] = capture.stream.getAudioTracks();
    window.phoneCall = (rings) => {
      line.gain.value = rings ? 0 : 1;
      Object.defineProperty(track, 'muted', { value: rings, configurable: true });
      track?.dispatchEvent(new Event(rings ? 'mute' : 'unmute'));
    };
    return capture.stream;
  };
}

/** The partner's addresses are names that nobody here can look up, as Wi-Fi that keeps its guests apart has it. */
export function namesWithoutAddresses() {
  const hide = (line: string) => line.replace(/ \S+ (\d+) typ host/, ' 3f9c6d52-unknown.local $1 typ host');
  const { prototype } = RTCPeerConnection;
  const add = prototype.addIceCandidate as (candidate?: RTCIceCandidateInit | null) => Promise<void>;
  prototype.addIceCandidate = function (this: RTCPeerConnection, candidate?: RTCIceCandidateInit | null) {
    return add.call(this, candidate && { ...candidate, candidate: hide(candidate.candidate ?? '') });
  };
  const describe = prototype.setRemoteDescription as (init: RTCSessionDescriptionInit) => Promise<void>;
  prototype.setRemoteDescription = function (this: RTCPeerConnection, { type, sdp = '' }) {
    return describe.call(this, { type, sdp: sdp.replace(/^a=candidate:.*$/gm, hide) });
  };
}
