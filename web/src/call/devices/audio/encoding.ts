/** Bits per second at which Opus has speech sound as good as it gets in mono (RFC 7587, section 3.1.1: 16 to 40 k). */
const BITRATE = 32_000;

/**
 * Has a sender encode speech. Mono and in-band error correction need nothing: browsers offer Opus with
 * `useinbandfec=1` and without `stereo=1`, and the microphone is opened with one channel.
 */
export async function speech(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) encoding.maxBitrate = BITRATE;
  // A browser that won't have it sends at its own rate, which is not far off; so does a sender without encodings.
  if (parameters.encodings.length > 0) await sender.setParameters(parameters).catch(() => undefined);
}
