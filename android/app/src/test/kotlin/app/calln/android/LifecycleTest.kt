package app.calln.android

import android.Manifest
import android.content.res.Configuration
import android.os.Bundle
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowToast

class LifecycleTest : OnBothAndroids() {
    @Test fun a_turn_of_the_phone_ends_no_call() {
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.search()
        app.call()
        val page = app.page
        app.controller().configurationChange(
            Configuration(app.activity.resources.configuration).apply {
                orientation = Configuration.ORIENTATION_LANDSCAPE
                uiMode = uiMode or Configuration.UI_MODE_NIGHT_YES
            },
        )
        assertSame(page, app.page)
        assertTrue(app.activity.conduct.active)
    }

    @Test fun the_text_is_as_large_as_the_caller_likes() {
        val app = launch()
        val before = app.page.settings.textZoom
        app.controller().configurationChange(
            Configuration(app.activity.resources.configuration).apply { fontScale = 1.5f },
        )
        assertNotEquals(before, app.page.settings.textZoom)
        assertEquals(150, app.page.settings.textZoom)
    }

    @Test fun p30_a_call_is_come_back_to_after_the_process_has_died() {
        val state = Bundle()
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.search()
        app.call()
        app.say("""{"type":"keep_call","call":"{\"token\":\"t\"}"}""")
        app.controller().saveInstanceState(state)
        app.close()
        val again = keep(LaunchedApp(state = state))
        assertNull(ShadowToast.getTextOfLatestToast())
        again.loadPage()
        assertEquals("""{"token":"t"}""", again.heard("hello").single().getString("kept_call"))
        again.say("""{"type":"keep_call","call":null}""")
        val later = Bundle()
        again.controller().saveInstanceState(later)
        assertNull("nothing stays of a call that is over", later.getString("call"))
    }

    @Test fun a_search_that_died_with_the_process_is_told() {
        val state = Bundle()
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.search()
        app.controller().saveInstanceState(state)
        app.close()
        val again = keep(LaunchedApp(state = state))
        assertEquals(again.activity.getString(R.string.interrupted), ShadowToast.getTextOfLatestToast())
        assertFalse("nothing is taken up by itself", again.activity.conduct.active)
    }

    @Test fun nothing_is_told_where_there_was_no_call() {
        val state = Bundle()
        val app = launch().loadPage()
        app.controller().saveInstanceState(state)
        app.close()
        keep(LaunchedApp(state = state))
        assertNull(ShadowToast.getTextOfLatestToast())
    }

    @Test fun a_page_out_of_sight_believes_that_it_is_seen() {
        val app = launch().loadPage()
        app.pause()
        assertFalse(shadowOf(app.page).wasOnPauseCalled())
        assertEquals(android.view.View.VISIBLE, app.page.visibility)
    }

    @Test fun everything_goes_with_the_screen() {
        val app = launch().loadPage()
        val page = app.page
        app.close()
        assertTrue(shadowOf(page).wasDestroyCalled())
        assertNull(app.application.call.page)
        assertNull(app.application.call.observer)
    }

    @Test fun eight_languages() {
        val words = setOf("en", "de", "es", "fr", "pt", "id", "hi", "ar").map { language ->
            val configuration = Configuration().apply { setLocale(java.util.Locale.forLanguageTag(language)) }
            launch().application.createConfigurationContext(configuration).getString(R.string.hang_up)
        }
        assertEquals(8, words.toSet().size)
    }

    /** The banner's place and the page's are apart, and `plain` gives the page all of it. */
    @Test fun plain_has_no_place_for_advertising() {
        val app = launch()
        assertEquals(0, app.activity.screen.banner.layoutParams.height)
        assertEquals(0, app.activity.screen.banner.childCount)
    }
}
