package app.calln.android

import android.app.Activity
import android.content.Intent
import android.content.res.Configuration
import android.media.AudioManager
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.os.Process
import android.webkit.WebView
import android.widget.Toast
import android.window.OnBackInvokedDispatcher
import app.calln.android.ads.Advertising
import app.calln.android.notice.Notice
import app.calln.android.page.NewWindow
import app.calln.android.page.OutsideLinks
import app.calln.android.page.PageLink
import app.calln.android.page.PageNavigation
import app.calln.android.page.PageRequests
import app.calln.android.page.PageView
import app.calln.android.page.PhotoPicker
import app.calln.android.page.WebViewVersion
import app.calln.android.permission.BatterySaving
import app.calln.android.permission.MicrophonePermission
import app.calln.android.permission.NotificationPermission
import app.calln.android.permission.openAppSettings
import app.calln.android.wire.FromApp
import app.calln.android.wire.FromPage

/** The app's one screen. It puts the parts together; what they decide is theirs. */
class MainActivity : Activity(), PageNavigation.Listener {
    private val app get() = application as CallnApplication
    private val outside = OutsideLinks(this) { app.origin.owns(it) }
    private val photos = PhotoPicker(this)
    private val windows = NewWindow(outside)
    private val notifications = NotificationPermission(this)
    private val battery = BatterySaving(this)
    private lateinit var microphone: MicrophonePermission
    internal lateinit var advertising: Advertising
        private set
    internal lateinit var screen: MainScreen
        private set
    internal lateinit var conduct: CallConduct
        private set
    private var link: PageLink? = null
    private var inView = false

    /** What brings the page back into its call, after this process or the one that drew the page has gone. */
    private var keptCall: String? = null

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        microphone = MicrophonePermission(this, app.origin)
        advertising = app.advertising()
        screen = MainScreen(this, { width -> advertising.bannerHeight(this, width) }, ::mend)
        conduct = CallConduct(this, app.call, microphone, notifications, advertising, app.routeChoice) { link?.say(it) }
        setContentView(screen)
        window.paintSystemBars()
        // Android keeps a picture of each screen on the disk, and chat and pictures are on this one.
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) setRecentsScreenshotEnabled(false)
        takeBack()
        keptCall = state?.getString(KEPT_CALL)
        if (state?.getBoolean(WAS_ACTIVE) == true) interrupted(inProcess = state.getInt(PROCESS))
        load(intent)
        advertising.begin(this, screen.banner) { link?.say(FromApp.PrivacyOptions(advertising.offersPrivacyOptions)) }
    }

    /** Android ended the screen before this one in a search or call. [inProcess]: in which process; often that has ended, too. */
    private fun interrupted(inProcess: Int) {
        if (inProcess != Process.myPid() && battery.explainEnd()) return
        if (keptCall == null) tell(R.string.interrupted)
    }

    private fun tell(text: Int) = Toast.makeText(this, text, Toast.LENGTH_LONG).show()

    /** Shows the page: that of the link by which the app was opened, or the first. */
    private fun load(intent: Intent?) {
        if (!WebViewVersion.suffices(webViewVersion() ?: return screen.notice.show(Notice.WEB_VIEW))) {
            return screen.notice.show(Notice.WEB_VIEW)
        }
        val page = try {
            PageView(this)
        } catch (_: RuntimeException) {
            // The WebView is being replaced this very moment, or is broken.
            return screen.notice.show(Notice.WEB_VIEW)
        }
        page.webViewClient = PageNavigation(app.origin, outside, this)
        page.webChromeClient = PageRequests(microphone, photos, windows)
        page.setDownloadListener { url, _, _, _, _ -> outside.open(Uri.parse(url)) }
        screen.page = page
        link = PageLink(page, app.origin, ::heard)
        val linked = intent?.data?.toString()?.takeIf(app.origin::owns)
        page.loadUrl(linked ?: "${app.origin.url}/")
    }

    private fun webViewVersion(): String? = WebView.getCurrentWebViewPackage()?.let { it.versionName ?: "" }

    override fun onNewIntent(intent: Intent) {
        val linked = intent.data?.toString()?.takeIf(app.origin::owns) ?: return
        // Another page would end the call.
        if (conduct.active) tell(R.string.link_in_call) else screen.page?.loadUrl(linked)
    }

    override fun pageGone() {
        conduct.pageGone()
        link?.close()
    }

    override fun pageHere() {
        screen.notice.hide()
        screen.page?.evaluateJavascript(HAS_WEBRTC) { if (it == "false") screen.notice.show(Notice.WEB_VIEW) }
        link?.open()
        advertising.networkIsThere(this)
    }

    override fun pageFailed(notice: Notice) {
        pageGone()
        screen.notice.show(notice)
    }

    override fun rendererGone() {
        pageGone()
        windows.close()
        link = null
        screen.page = null
        screen.notice.show(Notice.STOPPED)
    }

    private fun heard(message: FromPage) = when (message) {
        is FromPage.Ready -> greet()
        is FromPage.State -> conduct.heard(message.state)
        is FromPage.ChooseRoute -> conduct.audio.choose(message.route)
        FromPage.ShowPrivacyOptions -> advertising.showPrivacyOptions(this)
        FromPage.ShowAppSettings -> openAppSettings()
        is FromPage.KeepCall -> keptCall = message.call
        is FromPage.Visit -> advertising.told(message.event)
    }

    private fun greet() {
        link?.say(FromApp.Hello(advertising.offersPrivacyOptions, keptCall))
        link?.say(FromApp.Visible(inView))
        conduct.audio.tell()
    }

    private fun mend(notice: Notice) {
        if (notice == Notice.WEB_VIEW) return outside.open(Uri.parse(WEB_VIEW_IN_STORE))
        screen.notice.hide()
        val page = screen.page
        if (page == null) load(intent) else page.loadUrl("${app.origin.url}/")
    }

    override fun onRequestPermissionsResult(code: Int, names: Array<String>, grants: IntArray) {
        if (code == MicrophonePermission.CODE) microphone.answered()
    }

    @Deprecated("The framework has no other way")
    override fun onActivityResult(code: Int, result: Int, data: Intent?) {
        if (code == PhotoPicker.CODE) photos.closed(result, data)
    }

    override fun onResume() {
        super.onResume()
        inView = true
        conduct.inView = true
        link?.say(FromApp.Visible(true))
    }

    override fun onPause() {
        inView = false
        conduct.inView = false
        link?.say(FromApp.Visible(false))
        super.onPause()
    }

    override fun onUserInteraction() = conduct.touched()

    override fun onConfigurationChanged(changed: Configuration) {
        super.onConfigurationChanged(changed)
        // The WebView asks the theme for day or night, and a theme doesn't follow by itself.
        theme.applyStyle(R.style.Theme_Calln, true)
        screen.followSystem()
        window.paintSystemBars()
    }

    /**
     * Android may end the process while it is out of sight, and bring the screen back later. A search is over then; a call is
     * come back to.
     */
    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putBoolean(WAS_ACTIVE, conduct.active)
        state.putInt(PROCESS, Process.myPid())
        state.putString(KEPT_CALL, keptCall)
    }

    override fun onDestroy() {
        conduct.end()
        advertising.end()
        battery.close()
        windows.close()
        link?.close()
        screen.page = null
        super.onDestroy()
    }

    private fun takeBack() {
        volumeControlStream = AudioManager.USE_DEFAULT_STREAM_TYPE
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            onBackInvokedDispatcher.registerOnBackInvokedCallback(OnBackInvokedDispatcher.PRIORITY_DEFAULT, ::back)
        }
    }

    @Deprecated("Before Android 13 there is no other way")
    override fun onBackPressed() = back()

    /** A search or call isn't ended by a slip of the thumb: it goes on out of sight, with its notification. */
    private fun back() {
        val page = screen.page
        when {
            conduct.active -> moveTaskToBack(true)
            page != null && screen.notice.notice == null && page.canGoBack() -> page.goBack()
            else -> finish()
        }
    }

    private companion object {
        const val WAS_ACTIVE = "active"
        const val KEPT_CALL = "call"
        const val PROCESS = "process"
        const val HAS_WEBRTC = "'RTCPeerConnection' in window"
        const val WEB_VIEW_IN_STORE = "https://play.google.com/store/apps/details?id=com.google.android.webview"
    }
}
