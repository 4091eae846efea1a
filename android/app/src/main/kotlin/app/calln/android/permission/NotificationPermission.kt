package app.calln.android.permission

import android.Manifest
import android.app.Activity
import android.app.AlertDialog
import android.app.NotificationManager
import android.content.pm.PackageManager
import android.os.Build
import app.calln.android.R
import app.calln.android.call.CallNotification

/**
 * The notification of a call, which Android 13 shows only with permission. Asked at the first search, with a word why;
 * search and call go on meanwhile and after a refusal, for the microphone's service runs without it, too. Whoever refused
 * finds the way to the settings in the page.
 */
class NotificationPermission(private val activity: Activity) {
    private var dialog: AlertDialog? = null

    /** At the start of a search. Asks at the first since the app was installed. */
    fun askOnce() {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU || granted() || !isFirstSearch()) return
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

    /** The first service makes the channel, and Android keeps it. So the app needs no file to know. */
    private fun isFirstSearch(): Boolean {
        val notifications = activity.getSystemService(NotificationManager::class.java)
        return notifications.getNotificationChannel(CallNotification.CHANNEL) == null
    }

    private fun granted() =
        activity.checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED

    companion object {
        const val CODE = 3
    }
}
