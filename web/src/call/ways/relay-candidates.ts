/** Whether a candidate is a relay's (RFC 8839, section 5.1). */
export const isRelays = (candidate: string | undefined): boolean => / typ relay\b/i.test(candidate ?? '');

/** The description without the candidates of relays. */
export const withoutRelays = (sdp: string): string =>
  sdp.replace(/^a=candidate:.* typ relay\b.*\r?\n?/gim, '');
