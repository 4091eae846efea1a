package app.calln.android.page

import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.net.http.SslCertificate
import android.net.http.SslError
import android.os.Handler
import android.os.Looper
import android.os.Message
import android.webkit.SslErrorHandler
import android.webkit.WebResourceRequest
import android.webkit.WebView
import android.webkit.WebViewClient
import app.calln.android.LaunchedApp
import app.calln.android.MainActivity
import app.calln.android.OnBothAndroids
import app.calln.android.R
import app.calln.android.notice.Notice
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowToast

class NavigationTest : OnBothAndroids() {
    private class To(private val address: String, private val mainFrame: Boolean = true) : WebResourceRequest {
        override fun getUrl(): Uri = Uri.parse(address)
        override fun isForMainFrame() = mainFrame
        override fun isRedirect() = false
        override fun hasGesture() = true
        override fun getMethod() = "GET"
        override fun getRequestHeaders() = emptyMap<String, String>()
    }

    private val LaunchedApp.client: WebViewClient get() = shadowOf(page).webViewClient
    private fun LaunchedApp.stays(address: String, mainFrame: Boolean = true) =
        !client.shouldOverrideUrlLoading(page, To(address, mainFrame))

    @Test fun p30_the_page_is_the_operators_own_with_all_that_a_browser_gives_it() {
        val app = launch()
        assertEquals("https://calln.example/", shadowOf(app.page).lastLoadedUrl)
        val settings = app.page.settings
        assertTrue(settings.javaScriptEnabled)
        assertTrue(settings.domStorageEnabled)
        assertFalse("a partner is heard at once", settings.mediaPlaybackRequiresUserGesture)
        assertFalse(settings.allowFileAccess)
        // Every page and every part of the page stays; nothing is taken away from it.
        for (path in listOf("", "privacy", "check", "my-data", "?x=1", "sw.js")) assertTrue(path, app.stays("https://calln.example/$path"))
    }

    @Test fun everything_else_goes_to_the_system() {
        val app = launch()
        for (address in listOf("https://example.net/", "http://calln.example/", "tel:+331", "mailto:a@b.example")) {
            assertFalse(address, app.stays(address))
            assertEquals(address, shadowOf(app.activity).nextStartedActivity.data.toString())
        }
    }

    @Test fun what_reaches_into_apps_or_files_goes_nowhere() {
        val app = launch()
        for (address in listOf("intent://x#Intent;scheme=tel;end", "file:///etc/hosts", "content://media/1", "javascript:alert(1)", "market://details?id=x")) {
            assertFalse(address, app.stays(address))
            assertNull(address, shadowOf(app.activity).nextStartedActivity)
        }
    }

    @Test fun a_frame_may_go_about_the_web_and_no_further() {
        val app = launch()
        assertTrue(app.stays("https://ads.example.net/", mainFrame = false))
        for (address in listOf("tel:+331", "intent://x#Intent;end", "mailto:a@b.example")) {
            assertFalse(address, app.stays(address, mainFrame = false))
            assertNull(address, shadowOf(app.activity).nextStartedActivity)
        }
    }

    @Test fun a_download_goes_to_the_system() {
        val app = launch()
        shadowOf(app.page).downloadListener.onDownloadStart("https://calln.example/x.pdf", null, null, "application/pdf", 1)
        assertEquals("https://calln.example/x.pdf", shadowOf(app.activity).nextStartedActivity.data.toString())
    }

    @Test fun what_is_the_operators_own_opens_in_a_browser_and_not_in_this_app_again() {
        val app = launch().loadPage()
        shadowOf(app.page).downloadListener.onDownloadStart("https://calln.example/x.pdf", null, null, "application/pdf", 1)
        val own = shadowOf(app.activity).nextStartedActivity
        assertEquals("https", own.selector!!.data!!.scheme)
        assertEquals("no host, which the app's own links have", "", own.selector!!.data!!.schemeSpecificPart)
        app.stays("https://example.net/")
        assertNull(shadowOf(app.activity).nextStartedActivity.selector)
    }

    @Test fun a_bad_certificate_is_never_gone_past_and_ends_no_call_that_is_on() {
        val app = launch()
        val answer = Answer()
        app.client.onReceivedSslError(app.page, answer, badCertificate(LaunchedApp.ORIGIN))
        assertEquals(Notice.CERTIFICATE, app.activity.screen.notice.notice)

        app.loadPage()
        app.call()
        app.client.onReceivedSslError(app.page, answer, badCertificate("https://calln.example/api/visit"))
        assertNull(app.activity.screen.notice.notice)
        assertTrue(app.activity.conduct.active)
        assertEquals(listOf("cancel", "cancel"), answer.given)
    }

    @Test fun a_link_of_the_operators_opens_its_page_and_another_ones_the_first() {
        val own = keep(LaunchedApp(Intent(Intent.ACTION_VIEW, Uri.parse("https://calln.example/?with=x"))))
        assertEquals("https://calln.example/?with=x", shadowOf(own.page).lastLoadedUrl)
        val other = keep(LaunchedApp(Intent(Intent.ACTION_VIEW, Uri.parse("https://evil.example/"))))
        assertEquals("https://calln.example/", shadowOf(other.page).lastLoadedUrl)
    }

    @Test fun a_link_doesnt_end_a_call() {
        val app = launch().loadPage()
        app.search()
        app.controller().newIntent(Intent(Intent.ACTION_VIEW, Uri.parse("https://calln.example/?with=x")))
        assertEquals("https://calln.example/", shadowOf(app.page).lastLoadedUrl)
        assertEquals(app.activity.getString(R.string.link_in_call), ShadowToast.getTextOfLatestToast())
        app.idlePage()
        app.controller().newIntent(Intent(Intent.ACTION_VIEW, Uri.parse("https://calln.example/?with=x")))
        assertEquals("https://calln.example/?with=x", shadowOf(app.page).lastLoadedUrl)
    }

    /** Android answers which app opens a link by the manifest. */
    @Test fun the_operators_links_open_the_app_and_no_others_do() {
        val app = launch().application
        fun opens(address: String) = app.packageManager.queryIntentActivities(
            Intent(Intent.ACTION_VIEW, Uri.parse(address)).addCategory(Intent.CATEGORY_BROWSABLE), PackageManager.MATCH_DEFAULT_ONLY,
        ).any { it.activityInfo.name == MainActivity::class.java.name }
        for (address in listOf("https://calln.example/", "https://calln.example/?with=x")) assertTrue(address, opens(address))
        for (address in listOf("https://evil.example/", "http://calln.example/", "https://www.calln.example/", "tel:+331")) assertFalse(address, opens(address))
    }

    /** A link in the chat, and in a call every link. Returns the window that the page was given. */
    private fun LaunchedApp.opensWindow(byUser: Boolean = true): WebView? {
        val transport = page.WebViewTransport()
        val answer = Message.obtain(Handler(Looper.getMainLooper()), 0, transport)
        val given = shadowOf(page).webChromeClient!!.onCreateWindow(page, false, byUser, answer)
        assertEquals(byUser, given)
        return transport.webView
    }
    private fun WebView.goes(address: String) = shadowOf(this).webViewClient.shouldOverrideUrlLoading(this, To(address))

    @Test fun a_link_that_wants_a_window_opens_in_the_browser_and_the_window_goes() {
        val app = launch().loadPage()
        app.call()
        val window = app.opensWindow()!!
        assertTrue(window.goes("https://example.net/"))
        assertEquals("https://example.net/", shadowOf(app.activity).nextStartedActivity.data.toString())
        app.idle()
        assertTrue(shadowOf(window).wasDestroyCalled())
        assertTrue("the call goes on", app.activity.conduct.active)
        assertNull("a script opens none", app.opensWindow(byUser = false))
    }

    @Test fun a_window_that_never_says_where_it_goes_ends_with_the_next_and_with_the_screen() {
        val app = launch().loadPage()
        val first = app.opensWindow()!!
        val second = app.opensWindow()!!
        assertTrue(shadowOf(first).wasDestroyCalled())
        assertFalse(shadowOf(second).wasDestroyCalled())
        app.client.onRenderProcessGone(app.page, Died)
        assertTrue("with the page", shadowOf(second).wasDestroyCalled())
        app.press("Load again")
        val third = app.opensWindow()!!
        app.close()
        assertTrue("with the screen", shadowOf(third).wasDestroyCalled())
    }

    @Test fun a_window_whose_renderer_dies_doesnt_end_the_app() {
        val app = launch().loadPage()
        val window = app.opensWindow()!!
        assertTrue(shadowOf(window).webViewClient.onRenderProcessGone(window, Died))
        assertTrue(shadowOf(window).wasDestroyCalled())
    }

    @Test fun a_page_that_cant_be_reached_has_a_screen_of_its_own_and_a_way_back() {
        val app = launch()
        app.client.onReceivedError(app.page, To(LaunchedApp.ORIGIN), Failed(WebViewClient.ERROR_HOST_LOOKUP))
        app.client.onPageFinished(app.page, LaunchedApp.ORIGIN)
        assertEquals(Notice.OFFLINE, app.activity.screen.notice.notice)
        assertEquals("no port for an error", 0, shadowOf(app.page).createdPorts.size)
        app.press("Try again")
        assertNull(app.activity.screen.notice.notice)
        app.loadPage()
        assertNull(app.activity.screen.notice.notice)
        assertEquals(1, shadowOf(app.page).createdPorts.size)
    }

    @Test fun a_picture_that_cant_be_reached_is_the_pages_business() {
        val app = launch().loadPage()
        app.client.onReceivedError(app.page, To("https://calln.example/x.png", mainFrame = false), Failed(WebViewClient.ERROR_TIMEOUT))
        assertNull(app.activity.screen.notice.notice)
    }

    @Test fun a_failed_handshake_says_so() {
        val app = launch()
        app.client.onReceivedError(app.page, To(LaunchedApp.ORIGIN), Failed(WebViewClient.ERROR_FAILED_SSL_HANDSHAKE))
        assertEquals(Notice.CERTIFICATE, app.activity.screen.notice.notice)
    }

    @Test fun a_server_in_trouble_says_so_and_a_missing_page_is_the_servers_own() {
        val app = launch()
        fun answer(status: Int) = android.webkit.WebResourceResponse("text/html", "utf-8", status, "reason", emptyMap(), null)
        app.client.onReceivedHttpError(app.page, To(LaunchedApp.ORIGIN), answer(404))
        assertNull(app.activity.screen.notice.notice)
        app.client.onReceivedHttpError(app.page, To(LaunchedApp.ORIGIN), answer(503))
        assertEquals(Notice.SERVER, app.activity.screen.notice.notice)
    }

    @Test fun a_dead_renderer_is_survived_with_a_word() {
        val app = launch().loadPage()
        val dead = app.page
        assertTrue(app.client.onRenderProcessGone(dead, Died))
        assertEquals(Notice.STOPPED, app.activity.screen.notice.notice)
        assertTrue(shadowOf(dead).wasDestroyCalled())
        app.press("Load again")
        assertEquals("https://calln.example/", shadowOf(app.page).lastLoadedUrl)
    }

    @Test fun an_old_webview_is_told_and_not_tried() {
        val app = launchWith("58.0.3029.125")
        assertEquals(Notice.WEB_VIEW, app.activity.screen.notice.notice)
        assertNull(app.activity.screen.page)
        app.press("Update")
        assertNotNull(shadowOf(app.activity).nextStartedActivity)
    }

    @Test fun a_webview_without_webrtc_is_told() {
        val app = launch().loadPage()
        shadowOf(app.page).lastEvaluatedJavascriptCallback.onReceiveValue("true")
        assertNull(app.activity.screen.notice.notice)
        shadowOf(app.page).lastEvaluatedJavascriptCallback.onReceiveValue("false")
        assertEquals(Notice.WEB_VIEW, app.activity.screen.notice.notice)
    }

    @Test fun back_goes_back_in_the_page_and_then_leaves() {
        val app = launch().loadPage()
        app.canGoBack(true)
        app.back()
        assertEquals(1, shadowOf(app.page).goBackInvocations)
        app.canGoBack(false)
        app.back()
        assertTrue(app.activity.isFinishing)
    }

    @Test fun back_ends_no_call() {
        val app = launch().loadPage()
        app.canGoBack(true)
        app.search()
        app.back()
        assertFalse(app.activity.isFinishing)
        assertEquals(0, shadowOf(app.page).goBackInvocations)
        assertTrue(app.activity.conduct.active)
    }

    private fun launchWith(version: String): LaunchedApp = keep(LaunchedApp(webView = version))

    @Suppress("DEPRECATION")
    private fun LaunchedApp.canGoBack(can: Boolean) = shadowOf(page).setCanGoBack(can)

    private fun LaunchedApp.press(label: String) {
        val found = ArrayList<android.view.View>()
        activity.screen.notice.findViewsWithText(found, label, android.view.View.FIND_VIEWS_WITH_TEXT)
        found.filterIsInstance<android.widget.Button>().single().performClick()
    }

    private class Failed(private val code: Int) : android.webkit.WebResourceError() {
        override fun getErrorCode() = code
        override fun getDescription(): CharSequence = "no"
    }

    /** What is done about a certificate. */
    private class Answer : SslErrorHandler() {
        val given = ArrayList<String>()
        override fun proceed() { given += "proceed" }
        override fun cancel() { given += "cancel" }
    }

    /** The certificate itself is looked at by nobody. */
    private fun badCertificate(address: String) = SslError(SslError.SSL_UNTRUSTED, null as SslCertificate?, address)

    private object Died : android.webkit.RenderProcessGoneDetail() {
        override fun didCrash() = true
        override fun rendererPriorityAtExit() = 0
    }
}
