package app.calln.android.audio

import android.content.Context
import android.os.PowerManager

/** Turns the screen off at the ear, so that a cheek presses nothing. */
internal class Proximity(context: Context) {
    private val power = context.getSystemService(PowerManager::class.java)
    private var lock: PowerManager.WakeLock? = null

    var on: Boolean
        get() = lock != null
        set(wanted) = if (wanted) acquire() else release()

    private fun acquire() {
        if (lock != null || !power.isWakeLockLevelSupported(PowerManager.PROXIMITY_SCREEN_OFF_WAKE_LOCK)) return
        lock = power.newWakeLock(PowerManager.PROXIMITY_SCREEN_OFF_WAKE_LOCK, "calln:ear")
            .apply { acquire(LONGEST_MILLIS) }
    }

    private fun release() {
        // The screen stays off until the phone has left the ear.
        lock?.takeIf { it.isHeld }?.release(PowerManager.RELEASE_FLAG_WAIT_FOR_NO_PROXIMITY)
        lock = null
    }

    private companion object {
        const val LONGEST_MILLIS = 12 * 60 * 60_000L
    }
}
