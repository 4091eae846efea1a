package app.calln.android.page

import android.os.Handler
import android.os.Looper
import android.os.Message
import android.webkit.RenderProcessGoneDetail
import android.webkit.WebResourceRequest
import android.webkit.WebView
import android.webkit.WebViewClient

/**
 * A link that wants a window of its own, so as not to end the call in the page's: the system's browser has it. Where the link
 * leads is told only to a WebView, so there is one until that is known: no more than one at a time.
 */
class NewWindow(private val outside: OutsideLinks) {
    private val main = Handler(Looper.getMainLooper())
    private var asked: WebView? = null

    /** [transport]: what Android wants the window put into. */
    fun open(opener: WebView, transport: Message) {
        close()
        val window = WebView(opener.context)
        asked = window
        window.webViewClient = object : WebViewClient() {
            override fun shouldOverrideUrlLoading(view: WebView, request: WebResourceRequest): Boolean {
                outside.open(request.url)
                // Not while it is being asked. Its own `post` would wait for the screen, which it never comes to.
                main.post { if (asked === view) close() }
                return true
            }

            // It shares its process with the page. Android would end the app for it.
            override fun onRenderProcessGone(view: WebView, detail: RenderProcessGoneDetail): Boolean {
                if (asked === view) close()
                return true
            }
        }
        (transport.obj as WebView.WebViewTransport).webView = window
        transport.sendToTarget()
    }

    /** The page is gone, and what it asked for. */
    fun close() {
        asked?.destroy()
        asked = null
    }
}
