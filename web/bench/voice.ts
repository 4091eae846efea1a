/**
 * Whoever waits sings one note without a breath, so that when it is heard depends on the call alone. To be run in each
 * page before its own code.
 */
export function speakWithoutPause() {
  const { mediaDevices } = navigator;
  mediaDevices.getUserMedia = async () => {
    const context = new AudioContext();
    const note = new OscillatorNode(context, { frequency: 440 });
    const throat = context.createMediaStreamDestination();
    note.connect(throat);
    note.start();
    await context.resume();
    return throat.stream;
  };
}
