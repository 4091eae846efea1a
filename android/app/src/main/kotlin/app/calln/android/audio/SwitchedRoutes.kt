package app.calln.android.audio

import android.media.AudioDeviceInfo
import android.media.AudioManager
import app.calln.android.wire.SoundRoute
import app.calln.android.wire.SoundRoute.Kind

/**
 * Before Android 12: one switch for the loudspeaker and one for Bluetooth. With both off the sound is at the ear, or in
 * a headset with a cable, which takes the earpiece's place.
 */
@Suppress("DEPRECATION")
internal class SwitchedRoutes(private val audio: AudioManager, private val hasEarpiece: Boolean) : SoundRoutes {
    override fun available(): List<SoundRoute> {
        val devices = audio.getDevices(AudioManager.GET_DEVICES_OUTPUTS).toList()
        val wired = headset(devices, Kind.WIRED)
        return listOfNotNull(
            headset(devices, Kind.BLUETOOTH).takeIf { audio.isBluetoothScoAvailableOffCall },
            wired ?: SoundRoute("earpiece", Kind.EARPIECE, null).takeIf { hasEarpiece },
            SoundRoute("speaker", Kind.SPEAKER, null),
        )
    }

    override fun use(route: SoundRoute): Boolean {
        val bluetooth = route.kind == Kind.BLUETOOTH
        if (bluetooth != audio.isBluetoothScoOn) {
            if (bluetooth) audio.startBluetoothSco() else audio.stopBluetoothSco()
            audio.isBluetoothScoOn = bluetooth
        }
        audio.isSpeakerphoneOn = route.kind == Kind.SPEAKER
        return true
    }

    /** The switches tell nobody. */
    override fun follow(changed: (String?) -> Unit) = Unit

    override fun release() {
        if (audio.isBluetoothScoOn) {
            audio.stopBluetoothSco()
            audio.isBluetoothScoOn = false
        }
        audio.isSpeakerphoneOn = false
    }

    private fun headset(devices: List<AudioDeviceInfo>, kind: Kind): SoundRoute? {
        val device = devices.find { SoundRoutes.kindOf(it) == kind } ?: return null
        return SoundRoute(device.id.toString(), kind, device.headsetName(kind))
    }
}
