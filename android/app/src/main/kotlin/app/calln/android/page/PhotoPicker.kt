package app.calln.android.page

import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.os.Build
import android.os.ext.SdkExtensions
import android.provider.MediaStore
import android.webkit.ValueCallback

/**
 * One picture, through the system's photo picker: the app sees the one that is chosen and needs no permission. Where
 * there is no photo picker the system's document picker gives the same promise.
 */
class PhotoPicker(private val activity: Activity) {
    private var answer: ValueCallback<Array<Uri>>? = null

    /** The page wants a picture. */
    fun open(answer: ValueCallback<Array<Uri>>) {
        give(null)
        this.answer = answer
        try {
            activity.startActivityForResult(intent(), CODE)
        } catch (_: android.content.ActivityNotFoundException) {
            give(null)
        }
    }

    /** The picker has closed. */
    fun closed(result: Int, data: Intent?) {
        val picked = data?.data?.takeIf { result == Activity.RESULT_OK && it.scheme == "content" }
        give(picked?.let { arrayOf(it) })
    }

    private fun give(picked: Array<Uri>?) {
        // The page waits for an answer before it asks again.
        answer?.onReceiveValue(picked)
        answer = null
    }

    private fun intent(): Intent =
        if (available()) {
            Intent(MediaStore.ACTION_PICK_IMAGES).setType(IMAGES)
        } else {
            Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType(IMAGES)
        }

    private fun available(): Boolean = when {
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU -> true
        // Updates of Google Play brought it to Android 11 and 12.
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.R -> SdkExtensions.getExtensionVersion(Build.VERSION_CODES.R) >= 2
        else -> false
    }

    companion object {
        const val CODE = 2
        private const val IMAGES = "image/*"
    }
}
