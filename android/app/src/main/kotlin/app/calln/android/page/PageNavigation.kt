package app.calln.android.page

import android.net.http.SslError
import android.webkit.RenderProcessGoneDetail
import android.webkit.SslErrorHandler
import android.webkit.WebResourceError
import android.webkit.WebResourceRequest
import android.webkit.WebResourceResponse
import android.webkit.WebView
import android.webkit.WebViewClient
import app.calln.android.notice.Notice

/** Where the WebView may go, and what is shown when it can't get there. */
class PageNavigation(
    private val origin: Origin,
    private val outside: OutsideLinks,
    private val listener: Listener,
) : WebViewClient() {
    interface Listener {
        /** A page begins to load: the one before is gone. */
        fun pageGone()

        /** The operator's page is there. */
        fun pageHere()

        /** There is a reason that it isn't. */
        fun pageFailed(notice: Notice)

        /** The process that drew the page has died, and this WebView with it. */
        fun rendererGone()
    }

    private var failed = false

    /** Whether the page has loaded. A call may be on in it then, whatever becomes of a later request. */
    private var here = false

    override fun shouldOverrideUrlLoading(view: WebView, request: WebResourceRequest): Boolean {
        // In a frame, only what stays on the web: an advertisement has no business with telephone or mail.
        if (!request.isForMainFrame) return request.url.scheme !in WEB
        if (origin.owns(request.url.toString())) return false
        outside.open(request.url)
        return true
    }

    override fun onPageStarted(view: WebView, url: String?, icon: android.graphics.Bitmap?) {
        failed = false
        here = false
        listener.pageGone()
    }

    /** Also told when the page adds an entry to its history, as it does in each call: the document is the same then. */
    override fun onPageFinished(view: WebView, url: String?) {
        if (failed || here || !origin.owns(url)) return
        here = true
        listener.pageHere()
    }

    override fun onReceivedError(view: WebView, request: WebResourceRequest, error: WebResourceError) {
        if (request.isForMainFrame) fail(if (error.errorCode == ERROR_FAILED_SSL_HANDSHAKE) Notice.CERTIFICATE else Notice.OFFLINE)
    }

    override fun onReceivedHttpError(view: WebView, request: WebResourceRequest, response: WebResourceResponse) {
        if (request.isForMainFrame && response.statusCode >= SERVER_ERRORS) fail(Notice.SERVER)
    }

    override fun onReceivedSslError(view: WebView, handler: SslErrorHandler, error: SslError) {
        // Never past it: somebody may stand between the caller and the server.
        handler.cancel()
        if (!here && (view.url == null || error.url == view.url || origin.owns(error.url))) fail(Notice.CERTIFICATE)
    }

    override fun onRenderProcessGone(view: WebView, detail: RenderProcessGoneDetail): Boolean {
        listener.rendererGone()
        return true
    }

    private fun fail(notice: Notice) {
        failed = true
        listener.pageFailed(notice)
    }

    private companion object {
        val WEB = setOf("https", "http", "about", "data", "blob")
        const val SERVER_ERRORS = 500
    }
}
