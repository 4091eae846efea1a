/** A part of a text: words, or something that can be opened. */
export type Part = {
  readonly text: string;
  readonly link?: { readonly href: string; readonly host: string };
};

/** Only with the scheme in front: guessing at bare names turns ordinary words into links. */
const LINK = /https?:\/\/[^\s<>"'`]+/gi;
/** What usually belongs to the sentence around a link. */
const TRAILING = /[.,;:!?)\]}»”’]+$/;

/** Splits a text at its links. */
export function parts(text: string): Part[] {
  const found: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const written = match[0].replace(TRAILING, '');
    const link = parse(written);
    if (link === undefined) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: written, link });
    end = match.index + written.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

/** The host as the browser will call it: in ASCII where letters of other scripts could pass for Latin ones. */
function parse(text: string): { href: string; host: string } | undefined {
  try {
    const { href, host, username, password } = new URL(text);
    // "https://bank.example@elsewhere.example" means to deceive.
    return host !== '' && username === '' && password === '' ? { href, host } : undefined;
  } catch {
    return undefined;
  }
}
