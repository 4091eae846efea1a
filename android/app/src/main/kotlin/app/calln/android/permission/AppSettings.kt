package app.calln.android.permission

import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.provider.Settings

/** The app's page in the system's settings: permissions, notifications and battery. */
internal fun Activity.openAppSettings() = startActivity(
    Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", packageName, null)),
)
