package app.calln.android.page

import app.calln.android.LaunchedApp
import app.calln.android.OnBothAndroids
import java.lang.reflect.Proxy
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.util.ReflectionHelpers

class PageLinkTest : OnBothAndroids() {
    private fun LaunchedApp.ports() = shadowOf(page).createdPorts.size
    private fun LaunchedApp.finished(url: String) = shadowOf(page).webViewClient.onPageFinished(page, url)

    @Test fun only_the_operators_page_gets_the_port() {
        val app = launch()
        for (url in listOf("https://ads.example.net/", "about:blank", "http://calln.example/")) app.finished(url)
        assertEquals(0, app.ports())
        app.finished(LaunchedApp.ORIGIN)
        assertEquals(1, app.ports())
    }

    /** A page that adds an entry to its history is finished once more to Android, and each call adds one. */
    @Test fun a_document_gets_one_port_and_the_next_another() {
        val app = launch().loadPage()
        app.search()
        app.call()
        repeat(3) { app.finished(LaunchedApp.ORIGIN) }
        assertEquals(1, app.ports())
        assertEquals(1, app.heard("hello").size)
        app.loadPage()
        assertEquals(2, app.ports())
    }

    @Test fun the_port_is_posted_to_the_operators_origin_and_no_other() {
        val app = launch()
        val posted = ArrayList<Any?>()
        val provider = ReflectionHelpers.getField<Any>(app.page, "mProvider")
        val type = Class.forName("android.webkit.WebViewProvider")
        val listening = Proxy.newProxyInstance(type.classLoader, arrayOf(type)) { _, method, arguments ->
            if (method.name == "postMessageToMainFrame") posted.addAll(arguments)
            method.invoke(provider, *arguments.orEmpty())
        }
        ReflectionHelpers.setField(android.webkit.WebView::class.java, app.page, "mProvider", listening)
        app.finished(LaunchedApp.ORIGIN)
        val (message, origin) = posted
        assertEquals(LaunchedApp.GREETING, (message as android.webkit.WebMessage).data)
        assertEquals(android.net.Uri.parse("https://calln.example"), origin)
    }

    @Test fun no_object_of_the_app_is_in_any_frame() {
        val app = launch().loadPage()
        for (name in listOf("calln", "Android", "android", "app", "native")) assertNull(shadowOf(app.page).getJavascriptInterface(name))
    }

    @Test fun it_greets_and_tells_where_sound_can_go() {
        val app = launch().loadPage()
        val types = app.heard().map { it.getString("type") }
        assertEquals(listOf("hello", "visible", "routes"), types)
        assertEquals(1, app.heard("hello").single().getInt("version"))
        assertFalse("plain has no privacy options", app.heard("hello").single().getBoolean("privacy_options"))
    }

    @Test fun a_page_whose_script_comes_late_gets_another_port() {
        val app = launch()
        app.finished(LaunchedApp.ORIGIN)
        app.pass(seconds = 3)
        assertEquals(4, app.ports())
        app.say("""{"type":"ready","version":1}""")
        app.pass(seconds = 60)
        assertEquals("it has one", 4, app.ports())
        app.search()
        assertTrue(app.activity.conduct.active)
    }

    @Test fun a_page_that_knows_nothing_of_the_app_is_left_alone_after_half_a_minute() {
        val app = launch()
        app.finished(LaunchedApp.ORIGIN)
        app.pass(seconds = 600)
        assertEquals(30, app.ports())
    }

    @Test fun the_port_of_a_page_that_is_gone_is_dead() {
        val app = launch().loadPage()
        val old = app.port!!
        app.loadPage()
        old.postMessage(android.webkit.WebMessage("""{"type":"state","state":{"at":"searching"}}"""))
        app.idle()
        assertFalse(app.activity.conduct.active)
    }

    @Test fun the_page_hears_whether_it_is_seen() {
        val app = launch().loadPage()
        app.pause()
        app.resume()
        assertEquals(listOf(true, false, true), app.heard("visible").map { it.getBoolean("visible") })
    }
}
