package app.calln.android.page

import android.annotation.SuppressLint
import android.content.Context
import android.view.View
import android.webkit.WebSettings
import android.webkit.WebView

/** The WebView of the page, which goes on with its call while it isn't seen. */
@SuppressLint("SetJavaScriptEnabled", "ViewConstructor")
class PageView(context: Context) : WebView(context) {
    init {
        settings.apply {
            javaScriptEnabled = true
            domStorageEnabled = true
            // A partner is heard without another tap.
            mediaPlaybackRequiresUserGesture = false
            allowFileAccess = false
            allowContentAccess = true // the picture that was picked
            mixedContentMode = WebSettings.MIXED_CONTENT_NEVER_ALLOW
            setSupportMultipleWindows(true)
            // The page loads its part for the app by this.
            userAgentString = "$userAgentString $PRODUCT"
        }
        setRendererPriorityPolicy(RENDERER_PRIORITY_IMPORTANT, false)
        isVerticalScrollBarEnabled = false
        followFontScale()
    }

    /** The caller's own size of text, as in other apps. */
    fun followFontScale() {
        settings.textZoom = (resources.configuration.fontScale * PERCENT).toInt()
    }

    /** To the page, the screen that turns off at the ear is still on: timers and sound go on. */
    override fun onWindowVisibilityChanged(visibility: Int) {
        super.onWindowVisibilityChanged(View.VISIBLE)
    }

    companion object {
        /** In the user agent; `web/src/app/in-app.ts` looks for it. */
        const val PRODUCT = "CallnAndroid/1"
        private const val PERCENT = 100
    }
}
