import type { Role } from '../../../wire';

/**
 * The answer that the partner's offer stands for, where both made one at the same time: what the partner would have
 * answered to `own`, so that nothing need be said any more (docs/protocol.md, "Crossed offers").
 *
 * Both sides work it out from the same two offers and come to the same end: what both can do in the same way, and the
 * newcomer begins with DTLS, as one who answers does. Undefined, on both sides, where the two don't fit.
 */
export function crossed(own: string, partners: string, role: Role): string | undefined {
  const [mine, theirs] = [read(own), read(partners)];
  if (mine === undefined || theirs === undefined) return undefined;

  const known = new Set(mine.lines);
  const kept = theirs.lines.flatMap((line) => {
    if (line.startsWith('m=')) return [line.replace(FORMATS, `$1 ${theirs.opus}`)];
    if (line.startsWith('a=setup:')) return [`a=setup:${role === 'waiter' ? 'active' : 'passive'}`];
    if (line.startsWith('a=mid:')) return [`a=mid:${mine.mid}`];
    if (line.startsWith('a=group:BUNDLE')) return [`a=group:BUNDLE ${mine.mid}`];
    // An answer keeps the numbers of header extensions that the offer gave (RFC 8285, section 6): those that both gave.
    if (line.startsWith('a=extmap')) return known.has(line) && !ONE_WAY.test(line) ? [line] : [];
    const format = OF_A_FORMAT.exec(line);
    if (format === null || format[2] === theirs.opus) return [line];
    return [];
  });
  return `${kept.join('\r\n')}\r\n`;
}

const FORMATS = /^(m=audio \d+ \S+) .*/;
const ONE_WAY = /^a=extmap:\d+\//;
const OF_A_FORMAT = /^a=(rtpmap|fmtp|rtcp-fb):(\d+|\*) /;
const OPUS = /^a=rtpmap:(\d+) opus\/48000\/2$/i;

interface Offer {
  readonly lines: readonly string[];
  readonly mid: string;
  /** Opus's number as a payload. */
  readonly opus: string;
}

/** An offer of one voice in Opus, both ways; undefined for any other. */
function read(sdp: string): Offer | undefined {
  const lines = sdp.split(/\r?\n/).filter((line) => line !== '');
  const [first, ...others] = lines.flatMap((line, at) => (line.startsWith('m=') ? [at] : []));
  const media = lines.slice(first);
  const mid = media.find((line) => line.startsWith('a=mid:'))?.slice('a=mid:'.length);
  const opus = media.map((line) => OPUS.exec(line)?.[1]).find((number) => number !== undefined);
  const oneVoice = others.length === 0 && FORMATS.test(media[0] ?? '') && media.includes('a=sendrecv');
  if (!oneVoice || mid === undefined || opus === undefined) return undefined;
  return { lines, mid, opus };
}
