import { optionally } from '../../browser/optional';

/** What browsers use anyway, made by them in a few milliseconds. */
const KIND: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };

/**
 * DTLS certificates made in advance, each for one partner. The same one for two would tell both that they talked to
 * the same person.
 */
export class Certificates {
  #ready: RTCCertificate | undefined;

  /** Makes one, so that it is there when it is needed. */
  prepare(): void {
    if (this.#ready !== undefined) return;
    // Without one the browser makes its own, a little later.
    void optionally(() => RTCPeerConnection.generateCertificate(KIND)).then((certificate) => {
      this.#ready = certificate;
    });
  }

  /** One that nobody has seen, and another in the making; none where the first isn't ready. */
  take(): RTCCertificate | undefined {
    const taken = this.#ready;
    this.#ready = undefined;
    this.prepare();
    return taken;
  }
}
