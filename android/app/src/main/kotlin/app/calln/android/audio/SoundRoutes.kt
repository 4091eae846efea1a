package app.calln.android.audio

import android.content.Context
import android.content.pm.PackageManager
import android.media.AudioDeviceInfo
import android.media.AudioManager
import android.os.Build
import app.calln.android.wire.SoundRoute
import app.calln.android.wire.SoundRoute.Kind

/** The system's routes for calls. Android 12 has a list of devices to choose from; before, there are three switches. */
interface SoundRoutes {
    fun available(): List<SoundRoute>

    /** False where the system refuses. */
    fun use(route: SoundRoute): Boolean

    /** [changed] is told of the route's id when something else has changed it: another app, or the WebView itself. */
    fun follow(changed: (String?) -> Unit)

    /** The call is over: the system decides again. */
    fun release()

    companion object {
        fun of(context: Context, audio: AudioManager): SoundRoutes =
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
                DeviceRoutes(audio, context.mainExecutor)
            } else {
                SwitchedRoutes(audio, context.packageManager.hasSystemFeature(PackageManager.FEATURE_TELEPHONY))
            }

        /** Which kind a device is, null for those that no call takes. */
        internal fun kindOf(device: AudioDeviceInfo): Kind? = when (device.type) {
            AudioDeviceInfo.TYPE_BUILTIN_EARPIECE -> Kind.EARPIECE
            AudioDeviceInfo.TYPE_BUILTIN_SPEAKER -> Kind.SPEAKER
            AudioDeviceInfo.TYPE_WIRED_HEADSET,
            AudioDeviceInfo.TYPE_WIRED_HEADPHONES,
            AudioDeviceInfo.TYPE_USB_HEADSET,
            AudioDeviceInfo.TYPE_USB_DEVICE,
            -> Kind.WIRED
            AudioDeviceInfo.TYPE_BLUETOOTH_SCO,
            AudioDeviceInfo.TYPE_BLE_HEADSET,
            AudioDeviceInfo.TYPE_HEARING_AID,
            -> Kind.BLUETOOTH
            else -> null
        }
    }
}

/** A headset's own name; of the phone's own devices it would be the phone's. */
internal fun AudioDeviceInfo.headsetName(kind: Kind): String? =
    productName?.toString()?.takeIf { it.isNotBlank() && (kind == Kind.WIRED || kind == Kind.BLUETOOTH) }
