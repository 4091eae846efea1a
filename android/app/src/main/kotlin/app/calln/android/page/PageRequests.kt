package app.calln.android.page

import android.net.Uri
import android.os.Message
import android.webkit.ConsoleMessage
import android.webkit.PermissionRequest
import android.webkit.ValueCallback
import android.webkit.WebChromeClient
import android.webkit.WebView
import app.calln.android.permission.MicrophonePermission

/** What the page asks of the app around it: the microphone, a picture, a window. */
class PageRequests(
    private val microphone: MicrophonePermission,
    private val photos: PhotoPicker,
    private val window: NewWindow,
) : WebChromeClient() {
    override fun onPermissionRequest(request: PermissionRequest) = microphone.decide(request)

    override fun onPermissionRequestCanceled(request: PermissionRequest) = microphone.cancel(request)

    /** Nothing of the page goes to the system's log. */
    override fun onConsoleMessage(message: ConsoleMessage) = true

    override fun onShowFileChooser(view: WebView, answer: ValueCallback<Array<Uri>>, params: FileChooserParams): Boolean {
        photos.open(answer)
        return true
    }

    override fun onCreateWindow(view: WebView, isDialog: Boolean, byUser: Boolean, result: Message): Boolean {
        if (byUser) window.open(view, result)
        return byUser
    }
}
