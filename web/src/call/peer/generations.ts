/** Searches that are told apart; later ones count alike. */
const GENERATIONS = 7;
/** What of a priority (RFC 8445, section 5.1.2.1: 31 bits, the upper 7 by type) is left to order the candidates of one search. */
const ORDER_BITS = 20;
const LOST_BITS = 31 - ORDER_BITS;

const UFRAG = /^a=ice-ufrag:(\S+)/m;
const CANDIDATE_LINES = /^a=candidate:.*$/gm;
const PRIORITY = /^((?:a=)?candidate:\S+ \d+ \S+) (\d+)/;

/**
 * Puts what each of the partner's searches for a way has found before what earlier ones had, by candidates' priorities.
 *
 * Of two ways that both seem to live, libwebrtc (Chromium, Safari) takes the one whose weaker end has the higher priority. A direct
 * way that has just died would be preferred to the relayed one that was found in its place for 3.5 s, until it is doubted. So the
 * priorities of early searches are brought below those of any candidate of one's own: of 7 searches, in bands of their own, in which
 * the order of the candidates is kept.
 */
export class Generations {
  /** Of the ICE sessions that the partner has begun (RFC 8839, section 5.4), in their order. */
  readonly #ufrags: string[] = [];

  /** The partner's description, with the priorities of its search. */
  description(sdp: string): string {
    const ufrag = UFRAG.exec(sdp)?.[1];
    if (ufrag !== undefined && !this.#ufrags.includes(ufrag)) this.#ufrags.push(ufrag);
    return sdp.replace(CANDIDATE_LINES, (line) => this.candidate(line, ufrag));
  }

  /** A candidate of the partner's, with the priority of its search; where that isn't named, of the newest. */
  candidate(candidate: string, ufrag: string | null | undefined): string {
    const named = this.#ufrags.indexOf(ufrag ?? '');
    const generation = named < 0 ? this.#ufrags.length - 1 : named;
    if (generation >= GENERATIONS) return candidate;
    return candidate.replace(
      PRIORITY,
      (_, before: string, priority: string) =>
        `${before} ${Math.max(1, generation * 2 ** ORDER_BITS + (Number(priority) >>> LOST_BITS))}`,
    );
  }
}
