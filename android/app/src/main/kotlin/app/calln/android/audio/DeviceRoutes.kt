package app.calln.android.audio

import android.annotation.TargetApi
import android.media.AudioDeviceInfo
import android.media.AudioManager
import android.os.Build
import app.calln.android.wire.SoundRoute
import java.util.concurrent.Executor

/** Android 12 and newer: the system lists the devices that a call can use, Bluetooth LE and hearing aids included. */
@TargetApi(Build.VERSION_CODES.S)
internal class DeviceRoutes(private val audio: AudioManager, private val executor: Executor) : SoundRoutes {
    private var listener: AudioManager.OnCommunicationDeviceChangedListener? = null

    override fun available(): List<SoundRoute> = audio.availableCommunicationDevices.mapNotNull(::routeOf)

    override fun use(route: SoundRoute): Boolean {
        val device = audio.availableCommunicationDevices.find { routeOf(it)?.id == route.id } ?: return false
        return audio.setCommunicationDevice(device)
    }

    override fun follow(changed: (String?) -> Unit) {
        val next = AudioManager.OnCommunicationDeviceChangedListener { changed(it?.id?.toString()) }
        listener = next
        audio.addOnCommunicationDeviceChangedListener(executor, next)
    }

    override fun release() {
        listener?.let(audio::removeOnCommunicationDeviceChangedListener)
        listener = null
        audio.clearCommunicationDevice()
    }

    private fun routeOf(device: AudioDeviceInfo): SoundRoute? {
        val kind = SoundRoutes.kindOf(device) ?: return null
        return SoundRoute(device.id.toString(), kind, device.headsetName(kind))
    }
}
