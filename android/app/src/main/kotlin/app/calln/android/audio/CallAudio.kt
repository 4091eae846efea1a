package app.calln.android.audio

import android.content.Context
import android.content.pm.PackageManager
import android.media.AudioDeviceCallback
import android.media.AudioDeviceInfo
import android.media.AudioManager
import android.os.Handler
import android.os.Looper
import app.calln.android.wire.SoundRoute
import app.calln.android.wire.SoundRoute.Kind

/** The phone in its mode for calls: focus, the route and its devices, and the screen at the ear. */
class CallAudio(context: Context, private val listener: Listener) {
    interface Listener {
        /** [chosen] is null outside of calls. */
        fun routesChanged(available: List<SoundRoute>, chosen: SoundRoute?)

        /** Something else has the sound, or gives it back. */
        fun held(held: Boolean)
    }

    private val audio = context.getSystemService(AudioManager::class.java)
    private val hasEarpiece = context.packageManager.hasSystemFeature(PackageManager.FEATURE_TELEPHONY)
    private val routes = SoundRoutes.of(audio, hasEarpiece)
    private val proximity = Proximity(context)
    private var held = false
    private val focus = AudioFocus(audio, ::hold)
    private var wanted: String? = null
    private var chosen: SoundRoute? = null
    private val devices = object : AudioDeviceCallback() {
        override fun onAudioDevicesAdded(added: Array<AudioDeviceInfo>) {
            // A headset that is put on in a call is meant for it.
            if (added.any { SoundRoutes.kindOf(it) in HEADSETS }) wanted = null
            if (on) route()
        }

        override fun onAudioDevicesRemoved(removed: Array<AudioDeviceInfo>) {
            if (on) route()
        }
    }

    /** Whether there is a call. */
    var on = false
        private set

    fun begin() {
        if (on) return
        on = true
        focus.request()
        audio.mode = AudioManager.MODE_IN_COMMUNICATION
        route()
        // Calls back at once with every device that is there.
        audio.registerAudioDeviceCallback(devices, Handler(Looper.getMainLooper()))
    }

    /** The caller's choice: good for this call and those that follow, while the device is there. */
    fun choose(id: String) {
        if (routes.available().none { it.id == id }) return
        wanted = id
        if (on) route()
    }

    /** Says where the sound can go. For a page that has just come. */
    fun tell() = listener.routesChanged(RouteChoice.ordered(routes.available()), chosen)

    fun end() {
        if (!on) return
        on = false
        audio.unregisterAudioDeviceCallback(devices)
        proximity.on = false
        chosen = null
        routes.release()
        audio.mode = AudioManager.MODE_NORMAL
        focus.abandon()
        hold(false)
        tell()
    }

    private fun route() {
        val available = routes.available()
        chosen = RouteChoice.of(available, wanted)?.takeIf(routes::use)
        proximity.on = chosen?.kind == Kind.EARPIECE
        tell()
    }

    private fun hold(now: Boolean) {
        if (held == now) return
        held = now
        listener.held(now)
    }

    private companion object {
        val HEADSETS = setOf(Kind.WIRED, Kind.BLUETOOTH)
    }
}
