package app.calln.android.permission

import android.Manifest
import android.app.Activity
import android.app.AlertDialog
import android.content.pm.PackageManager
import android.os.Build
import app.calln.android.R

/**
 * The notification of a call, which Android 13 shows only with permission. Asked at the first search, with a word why;
 * search and call go on meanwhile and after a refusal, for the microphone's service runs without it, too.
 */
class NotificationPermission(private val activity: Activity) {
    private var asked = false
    private var dialog: AlertDialog? = null

    fun askOnce() {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU || asked || granted()) return
        asked = true
        dialog = AlertDialog.Builder(activity)
            .setTitle(R.string.notifications_title)
            .setMessage(R.string.notifications_why)
            .setPositiveButton(R.string.go_on) { _, _ ->
                activity.requestPermissions(arrayOf(Manifest.permission.POST_NOTIFICATIONS), CODE)
            }
            .setNegativeButton(R.string.not_now, null)
            .show()
    }

    fun close() {
        dialog?.dismiss()
        dialog = null
    }

    private fun granted() =
        activity.checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED

    companion object {
        const val CODE = 3
    }
}
