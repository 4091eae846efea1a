package app.calln.android.page

import android.net.Uri
import android.os.Handler
import android.os.Looper
import android.webkit.WebMessage
import android.webkit.WebMessagePort
import android.webkit.WebView
import app.calln.android.wire.FromApp
import app.calln.android.wire.FromPage

/**
 * The channel between the page and the app: a message port that is handed to the main frame of the operator's origin
 * and nobody else. `addJavascriptInterface` would put an object into every frame, those of advertisements included.
 *
 * The page's script may come later than the page, so that a port finds no taker. Another one is handed over until the
 * page has said [FromPage.Ready].
 */
class PageLink(private val web: WebView, private val origin: Origin, private val heard: (FromPage) -> Unit) {
    private val retries = Handler(Looper.getMainLooper())
    private var port: WebMessagePort? = null
    private var attempts = 0

    /** Whether page and app have found each other. */
    var ready = false
        private set

    /** The page has loaded, and it is the operator's. */
    fun open() {
        close()
        attempts = 0
        handOver()
    }

    /** Says something to the page. What is said before [ready] is lost: the page asks for it when it is there. */
    fun say(message: FromApp) {
        if (ready) port?.postMessage(WebMessage(message.toJson()))
    }

    /** The page is gone, or isn't the operator's any more. */
    fun close() {
        retries.removeCallbacksAndMessages(null)
        port?.close()
        port = null
        ready = false
    }

    private fun handOver() {
        if (ready || attempts++ >= MAX_ATTEMPTS || !origin.owns(web.url)) return
        port?.close()
        val (ours, theirs) = web.createWebMessageChannel()
        port = ours
        ours.setWebMessageCallback(object : WebMessagePort.WebMessageCallback() {
            override fun onMessage(from: WebMessagePort, message: WebMessage) {
                if (from === port) message.data?.let(FromPage::parse)?.let(::receive)
            }
        })
        // The target origin: had the frame gone elsewhere meanwhile, the port would go nowhere.
        web.postWebMessage(WebMessage(GREETING, arrayOf(theirs)), Uri.parse(origin.url))
        retries.postDelayed(::handOver, RETRY_MILLIS)
    }

    private fun receive(message: FromPage) {
        if (message is FromPage.Ready) {
            if (message.version != FromApp.VERSION) return close()
            ready = true
            retries.removeCallbacksAndMessages(null)
        }
        if (ready) heard(message)
    }

    companion object {
        /** What comes with the port; `web/src/app/port.ts` waits for it. */
        const val GREETING = "calln:port"

        /** Sooner would hand a second port to a page that is about to answer the first. */
        private const val RETRY_MILLIS = 1_000L

        /** A page that hasn't taken the port in half a minute knows nothing of the app. */
        private const val MAX_ATTEMPTS = 30
    }
}
