package app.calln.android.page

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.widget.Toast
import app.calln.android.R

/**
 * Whatever isn't the page in this WebView goes to the system: other sites, telephone numbers, mail, downloads, and what of the
 * operator's own is to open beside a call.
 *
 * `owns`: whether an address is the operator's.
 */
class OutsideLinks(private val activity: Activity, private val owns: (String) -> Boolean) {
    /** Nothing for schemes that reach into apps or files, such as `intent:`, `file:` and `content:`. */
    fun open(address: Uri) {
        if (address.scheme?.lowercase() !in SCHEMES) return
        val view = Intent(Intent.ACTION_VIEW, address).addCategory(Intent.CATEGORY_BROWSABLE)
        // This app opens the operator's links, so the system would bring it back here. Whatever opens any address is a browser.
        if (owns(address.toString())) {
            view.selector = Intent(Intent.ACTION_VIEW, Uri.fromParts("https", "", null)).addCategory(Intent.CATEGORY_BROWSABLE)
        }
        try {
            activity.startActivity(view)
        } catch (_: ActivityNotFoundException) {
            Toast.makeText(activity, R.string.nothing_opens_that, Toast.LENGTH_LONG).show()
        }
    }

    private companion object {
        val SCHEMES = setOf("https", "http", "mailto", "tel")
    }
}
