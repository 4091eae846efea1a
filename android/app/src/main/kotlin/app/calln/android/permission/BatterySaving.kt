package app.calln.android.permission

import android.app.Activity
import android.app.ActivityManager
import android.app.AlertDialog
import android.app.ApplicationExitInfo
import android.os.Build
import android.os.PowerManager
import app.calln.android.R

/**
 * Battery saving, which may end the app in a call while it is out of view. Spoken of only after that has happened: most phones
 * let a call go on.
 */
class BatterySaving(private val activity: Activity) {
    private var dialog: AlertDialog? = null

    /** The process was ended in a search or call. Says so, and how to prevent it; false where battery saving wasn't why. */
    fun explainEnd(): Boolean {
        if (!restricted() || hadOtherCause()) return false
        dialog = AlertDialog.Builder(activity)
            .setTitle(R.string.battery_title)
            .setMessage(R.string.battery_text)
            .setPositiveButton(R.string.open_settings) { _, _ -> activity.openAppSettings() }
            .setNegativeButton(R.string.not_now, null)
            .show()
        return true
    }

    fun close() {
        dialog?.dismiss()
        dialog = null
    }

    private fun restricted(): Boolean {
        val power = activity.getSystemService(PowerManager::class.java)
        return !power.isIgnoringBatteryOptimizations(activity.packageName) || restrictedInBackground()
    }

    private fun restrictedInBackground() =
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.P && activities.isBackgroundRestricted

    private fun hadOtherCause(): Boolean {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return false
        return activities.getHistoricalProcessExitReasons(null, 0, 1).firstOrNull()?.reason in OTHER_CAUSES
    }

    private val activities get() = activity.getSystemService(ActivityManager::class.java)

    private companion object {
        /** A WebView that is updated takes the apps along that show one. */
        val OTHER_CAUSES = setOf(
            ApplicationExitInfo.REASON_ANR,
            ApplicationExitInfo.REASON_CRASH,
            ApplicationExitInfo.REASON_CRASH_NATIVE,
            ApplicationExitInfo.REASON_DEPENDENCY_DIED,
            ApplicationExitInfo.REASON_LOW_MEMORY,
            ApplicationExitInfo.REASON_USER_REQUESTED,
        )
    }
}
