import { optionally } from '../../../browser/optional';

/** A microphone or a loudspeaker. */
export type Device = {
  /** The browser's name for it, for this site alone. */
  readonly id: string;
  /** As people know it; empty until the caller has allowed the microphone. */
  readonly label: string;
};

export type Devices = { readonly microphones: readonly Device[]; readonly speakers: readonly Device[] };

/** What is plugged in now. Chromium lists the system's choice twice; "Automatic" stands for that here. */
export async function devices(media: MediaDevices): Promise<Devices> {
  const all = (await optionally(() => media.enumerateDevices())) ?? [];
  const of = (kind: MediaDeviceKind) =>
    all
      .filter(
        (device) => device.kind === kind && !['', 'default', 'communications'].includes(device.deviceId),
      )
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphones: of('audioinput'), speakers: of('audiooutput') };
}

/** The group of the microphone that the system prefers now; undefined where the browser keeps that to itself. Chromium tells. */
export async function preferredGroup(media: MediaDevices): Promise<string | undefined> {
  const all = (await optionally(() => media.enumerateDevices())) ?? [];
  return all.find(({ kind, deviceId }) => kind === 'audioinput' && deviceId === 'default')?.groupId;
}
