package app.calln.android.audio

import android.content.Context
import android.media.AudioDeviceCallback
import android.media.AudioDeviceInfo
import android.media.AudioManager
import android.os.Handler
import android.os.Looper
import app.calln.android.wire.SoundRoute
import app.calln.android.wire.SoundRoute.Kind

/** The phone in its mode for calls: focus, the route and its devices, and the screen at the ear. */
class CallAudio(context: Context, private val choice: RouteChoice, private val listener: Listener) {
    interface Listener {
        /** [chosen] is null outside of calls. */
        fun routesChanged(available: List<SoundRoute>, chosen: SoundRoute?)

        /** Something else has the sound, or gives it back. */
        fun held(held: Boolean)

        /** The phone was at the ear, and isn't any more. */
        fun leftEar()
    }

    private val audio = context.getSystemService(AudioManager::class.java)
    private val routes = SoundRoutes.of(context, audio)
    private val proximity = Proximity(context, listener::leftEar)
    private val focus = AudioFocus(audio, listener::held)
    private var chosen: SoundRoute? = null
    private var corrections = 0
    private val devices = object : AudioDeviceCallback() {
        override fun onAudioDevicesAdded(added: Array<AudioDeviceInfo>) {
            if (on) route()
        }

        override fun onAudioDevicesRemoved(removed: Array<AudioDeviceInfo>) {
            if (on) route()
        }
    }

    /** Whether there is a call. */
    var on = false
        private set

    /** Whether the call is heard at the ear, and the phone is there. */
    val atEar: Boolean get() = proximity.near

    fun begin() {
        if (on) return
        on = true
        focus.request()
        audio.mode = AudioManager.MODE_IN_COMMUNICATION
        corrections = 0
        routes.follow(::correct)
        route()
        // Calls back at once with every device that is there.
        audio.registerAudioDeviceCallback(devices, Handler(Looper.getMainLooper()))
    }

    /** The caller is at the phone: a call that is held may have the sound again now. */
    fun attended() {
        if (on) focus.askAgain()
    }

    /** The caller's choice: good for this call and those that follow, while the device is there. */
    fun choose(id: String) {
        choice.choose(id, routes.available())
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
        tell()
    }

    private fun route() {
        val available = routes.available()
        chosen = choice.of(available)?.takeIf(routes::use)
        proximity.on = chosen?.kind == Kind.EARPIECE
        tell()
    }

    /** A WebView that opens the microphone chooses a route for it, the loudspeaker. The caller's choice goes before. */
    private fun correct(now: String?) {
        val ours = chosen ?: return
        if (now == ours.id || corrections++ >= MAX_CORRECTIONS) return
        routes.use(ours)
    }

    private companion object {
        /** In one call. Two that each insist would never end. */
        const val MAX_CORRECTIONS = 8
    }
}
