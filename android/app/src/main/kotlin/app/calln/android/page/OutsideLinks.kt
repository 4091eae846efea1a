package app.calln.android.page

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.widget.Toast
import app.calln.android.R

/** Whatever isn't the operator's page goes to the system: other sites, telephone numbers, mail, downloads. */
class OutsideLinks(private val activity: Activity) {
    /** Nothing for schemes that reach into apps or files, such as `intent:`, `file:` and `content:`. */
    fun open(address: Uri) {
        if (address.scheme?.lowercase() !in SCHEMES) return
        try {
            activity.startActivity(Intent(Intent.ACTION_VIEW, address).addCategory(Intent.CATEGORY_BROWSABLE))
        } catch (_: ActivityNotFoundException) {
            Toast.makeText(activity, R.string.nothing_opens_that, Toast.LENGTH_LONG).show()
        }
    }

    private companion object {
        val SCHEMES = setOf("https", "http", "mailto", "tel")
    }
}
