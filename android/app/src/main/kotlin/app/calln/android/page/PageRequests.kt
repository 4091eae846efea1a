package app.calln.android.page

import android.net.Uri
import android.os.Message
import android.webkit.PermissionRequest
import android.webkit.ValueCallback
import android.webkit.WebChromeClient
import android.webkit.WebResourceRequest
import android.webkit.WebView
import android.webkit.WebViewClient
import app.calln.android.permission.MicrophonePermission

/** What the page asks of the app around it: the microphone, a picture, a window. */
class PageRequests(
    private val microphone: MicrophonePermission,
    private val photos: PhotoPicker,
    private val outside: OutsideLinks,
) : WebChromeClient() {
    override fun onPermissionRequest(request: PermissionRequest) = microphone.decide(request)

    override fun onPermissionRequestCanceled(request: PermissionRequest) = microphone.cancel(request)

    override fun onShowFileChooser(view: WebView, answer: ValueCallback<Array<Uri>>, params: FileChooserParams): Boolean {
        photos.open(answer)
        return true
    }

    /**
     * A link that wants a window of its own, so as not to end the call in this one: the system's browser has it. Where it
     * leads is told only to a WebView, which is let go with the answer.
     */
    override fun onCreateWindow(view: WebView, isDialog: Boolean, byUser: Boolean, result: Message): Boolean {
        if (!byUser) return false
        val asked = WebView(view.context)
        asked.webViewClient = object : WebViewClient() {
            override fun shouldOverrideUrlLoading(window: WebView, request: WebResourceRequest): Boolean {
                outside.open(request.url)
                window.post(window::destroy)
                return true
            }
        }
        (result.obj as WebView.WebViewTransport).webView = asked
        result.sendToTarget()
        return true
    }
}
