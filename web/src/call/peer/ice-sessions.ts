/** ICE sessions with a band of priorities; later ones keep their priorities. */
const SESSIONS = 127;
/** Bits of a priority within its band. The upper bits of a candidate's 31 (RFC 8445, section 5.1.2.1) keep the order. */
const BAND_BITS = 16;
const LOST_BITS = 31 - BAND_BITS;

const UFRAG = /^a=ice-ufrag:(\S+)/m;
const CANDIDATE_LINES = /^a=candidate:.*$/gm;
const PRIORITY = /^((?:a=)?candidate:\S+ \d+ \S+) (\d+)/;

/**
 * Gives the candidates of each later ICE session of the partner (RFC 8839, section 5.4) higher priorities than those of all earlier
 * sessions.
 *
 * libwebrtc (Chromium, Safari) compares two working pairs by the priority of their weaker candidate. Without the change, it would keep a
 * direct pair that has just died for 3.5 s, although a relayed pair of the new session works. The priorities of the first 127
 * sessions are moved into bands below those of any own candidate; within a session the order of the candidates stays.
 */
export class IceSessions {
  /** Of the sessions so far, the first one first. */
  readonly #ufrags: string[] = [];

  /** The partner's description, with changed priorities. */
  description(sdp: string): string {
    const ufrag = UFRAG.exec(sdp)?.[1];
    if (ufrag !== undefined && !this.#ufrags.includes(ufrag)) this.#ufrags.push(ufrag);
    return sdp.replace(CANDIDATE_LINES, (line) => this.candidate(line, ufrag));
  }

  /** One candidate of the partner's, with a changed priority. Without `ufrag`: of the newest session. */
  candidate(candidate: string, ufrag: string | null | undefined): string {
    const named = this.#ufrags.indexOf(ufrag ?? '');
    const session = named < 0 ? this.#ufrags.length - 1 : named;
    if (session >= SESSIONS) return candidate;
    return candidate.replace(
      PRIORITY,
      (_, before: string, priority: string) =>
        `${before} ${Math.max(1, session * 2 ** BAND_BITS + (Number(priority) >>> LOST_BITS))}`,
    );
  }
}
