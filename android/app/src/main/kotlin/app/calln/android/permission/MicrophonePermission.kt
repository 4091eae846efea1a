package app.calln.android.permission

import android.Manifest
import android.app.Activity
import android.content.pm.PackageManager
import android.webkit.PermissionRequest
import app.calln.android.page.Origin

/**
 * The microphone for the operator's page: asked of the caller when the page first wants it, granted for nothing but
 * sound, and to no other origin. A refusal refuses that one request; the page says how to mend it.
 */
class MicrophonePermission(private val activity: Activity, private val origin: Origin) {
    private var asking: PermissionRequest? = null

    /** Whether the system's question is on the screen. Android answers a second one at once, with nothing. */
    private var onScreen = false

    val granted: Boolean
        get() = activity.checkSelfPermission(Manifest.permission.RECORD_AUDIO) == PackageManager.PERMISSION_GRANTED

    fun decide(request: PermissionRequest) {
        val soundOnly = request.resources.contentEquals(SOUND)
        if (!soundOnly || !origin.owns(request.origin?.toString())) return request.deny()
        if (granted) return request.grant(SOUND)
        asking?.deny()
        asking = request
        if (onScreen) return
        onScreen = true
        activity.requestPermissions(arrayOf(Manifest.permission.RECORD_AUDIO), CODE)
    }

    /** The page doesn't want it any more. */
    fun cancel(request: PermissionRequest) {
        if (asking === request) asking = null
    }

    /** The caller has answered the system. */
    fun answered() {
        onScreen = false
        val request = asking ?: return
        asking = null
        if (granted) request.grant(SOUND) else request.deny()
    }

    companion object {
        const val CODE = 1
        private val SOUND = arrayOf(PermissionRequest.RESOURCE_AUDIO_CAPTURE)
    }
}
