package app.calln.android

import android.Manifest
import android.app.ActivityManager
import android.app.AlertDialog
import android.app.ApplicationExitInfo
import android.content.pm.ActivityInfo
import android.content.pm.PackageManager
import android.content.res.Configuration
import android.graphics.Insets
import android.graphics.drawable.ColorDrawable
import android.os.Bundle
import android.os.PowerManager
import android.provider.Settings
import android.util.TypedValue
import android.view.WindowInsets
import android.view.WindowInsetsController
import android.webkit.ConsoleMessage
import app.calln.android.notice.Notice
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowActivityManager
import org.robolectric.shadows.ShadowAlertDialog
import org.robolectric.shadows.ShadowProcess
import org.robolectric.shadows.ShadowToast
import org.robolectric.util.ReflectionHelpers

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

    /** Android makes a screen anew, and ends its page, for each change that the manifest doesn't name. */
    @Test fun no_change_of_the_systems_settings_makes_the_screen_anew() {
        val app = launch()
        val info = app.application.packageManager.getActivityInfo(app.activity.componentName, 0)
        val all = listOf(
            "FONT_SCALE", "KEYBOARD", "KEYBOARD_HIDDEN", "LAYOUT_DIRECTION", "LOCALE", "NAVIGATION", "ORIENTATION", "SCREEN_LAYOUT",
            "SCREEN_SIZE", "SMALLEST_SCREEN_SIZE", "TOUCHSCREEN", "UI_MODE", "COLOR_MODE", "DENSITY", "FONT_WEIGHT_ADJUSTMENT", "GRAMMATICAL_GENDER",
        )
        for (name in all) {
            val flag = runCatching { ReflectionHelpers.getStaticField<Int>(ActivityInfo::class.java, "CONFIG_$name") }.getOrNull() ?: continue
            assertEquals(name, flag, info.configChanges and flag)
        }
    }

    @Test fun nothing_is_told_to_the_systems_log_or_to_the_webviews_maker() {
        val app = launch()
        val said = ConsoleMessage("a line of the chat", "https://calln.example/", 1, ConsoleMessage.MessageLevel.ERROR)
        assertTrue(shadowOf(app.page).webChromeClient!!.onConsoleMessage(said))
        val info = app.application.packageManager.getApplicationInfo(app.application.packageName, PackageManager.GET_META_DATA)
        assertTrue(info.metaData.getBoolean("android.webkit.WebView.MetricsOptOut"))
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
        val again = ended(saving = false)
        assertEquals(again.activity.getString(R.string.interrupted), ShadowToast.getTextOfLatestToast())
        assertFalse("nothing is taken up by itself", again.activity.conduct.active)
    }

    /** A search in a process that Android ended; the screen comes back in another. */
    private fun ended(saving: Boolean): LaunchedApp {
        val state = Bundle()
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.search()
        app.controller().saveInstanceState(state)
        app.close()
        ShadowAlertDialog.reset()
        ShadowProcess.setPid(android.os.Process.myPid() + 1)
        val power = app.application.getSystemService(PowerManager::class.java)
        shadowOf(power).setIgnoringBatteryOptimizations(app.application.packageName, !saving)
        return keep(LaunchedApp(state = state))
    }

    @Test fun battery_saving_that_ended_a_call_is_named_with_a_way_to_the_settings() {
        val again = ended(saving = true)
        val dialog = ShadowAlertDialog.getLatestAlertDialog()
        assertEquals(again.activity.getString(R.string.battery_title), shadowOf(dialog).title)
        dialog.getButton(AlertDialog.BUTTON_POSITIVE).performClick()
        again.idle()
        assertEquals(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, shadowOf(again.activity).nextStartedActivity.action)
    }

    @Test fun battery_saving_isnt_blamed_where_there_is_none_or_nothing_was_ended() {
        val free = ended(saving = false)
        assertNull(ShadowAlertDialog.getLatestAlertDialog())
        assertEquals(free.activity.getString(R.string.interrupted), ShadowToast.getTextOfLatestToast())
        free.close()
        launch().loadPage()
        assertNull("an app that is restricted and was never ended", ShadowAlertDialog.getLatestAlertDialog())
    }

    @Test @Config(sdk = [36]) fun a_restriction_of_the_background_counts_and_a_crash_doesnt() {
        val system = RuntimeEnvironment.getApplication()
        val activities = system.getSystemService(ActivityManager::class.java)
        shadowOf(activities).setBackgroundRestricted(true)
        ended(saving = false).close()
        assertNotNull(ShadowAlertDialog.getLatestAlertDialog())
        shadowOf(activities).addApplicationExitInfo(
            ShadowActivityManager.ApplicationExitInfoBuilder.newBuilder()
                .setProcessName(system.packageName).setReason(ApplicationExitInfo.REASON_CRASH).build(),
        )
        ended(saving = true)
        assertNull(ShadowAlertDialog.getLatestAlertDialog())
    }

    @Test fun nothing_is_told_where_there_was_no_call() {
        val state = Bundle()
        val app = launch().loadPage()
        app.controller().saveInstanceState(state)
        app.close()
        keep(LaunchedApp(state = state))
        assertNull(ShadowToast.getTextOfLatestToast())
    }

    @Test fun the_apps_own_screens_follow_day_and_night_and_the_language() {
        val app = launch()
        app.activity.screen.notice.show(Notice.OFFLINE)
        fun background(view: android.view.View) = (view.background as ColorDrawable).color
        fun become(change: Configuration.() -> Unit) =
            app.controller().configurationChange(Configuration(app.activity.resources.configuration).apply(change))
        val (screen, notice) = app.activity.screen.let { it to it.notice }
        assertEquals(DAY, background(screen))
        become { uiMode = Configuration.UI_MODE_NIGHT_YES or Configuration.UI_MODE_TYPE_NORMAL }
        assertEquals(NIGHT, background(screen))
        assertEquals(NIGHT, background(notice))
        assertEquals(NIGHT, background(app.activity.window.decorView))
        become { setLocale(java.util.Locale.GERMAN) }
        val found = ArrayList<android.view.View>()
        notice.findViewsWithText(found, "Du bist offline", android.view.View.FIND_VIEWS_WITH_TEXT)
        assertEquals(1, found.size)
    }

    /** The theme is how the page in a WebView knows of the night, since Android 10. */
    @Test @Config(sdk = [36]) fun the_page_follows_day_and_night() {
        val app = launch().loadPage()
        fun light() = TypedValue().also { app.page.context.theme.resolveAttribute(android.R.attr.isLightTheme, it, true) }.data != 0
        assertTrue(light())
        app.controller().configurationChange(
            Configuration(app.activity.resources.configuration).apply { uiMode = Configuration.UI_MODE_NIGHT_YES or Configuration.UI_MODE_TYPE_NORMAL },
        )
        assertFalse(light())
    }

    @Test fun the_icons_of_the_systems_bars_can_be_read_by_day_and_by_night() {
        val app = launch()
        assertTrue(app.darkIcons())
        app.controller().configurationChange(
            Configuration(app.activity.resources.configuration).apply { uiMode = Configuration.UI_MODE_NIGHT_YES or Configuration.UI_MODE_TYPE_NORMAL },
        )
        assertFalse(app.darkIcons())
    }

    @Suppress("DEPRECATION")
    private fun LaunchedApp.darkIcons(): Boolean =
        if (android.os.Build.VERSION.SDK_INT < 30) {
            activity.window.decorView.systemUiVisibility and android.view.View.SYSTEM_UI_FLAG_LIGHT_STATUS_BAR != 0
        } else {
            activity.window.insetsController!!.systemBarsAppearance and WindowInsetsController.APPEARANCE_LIGHT_STATUS_BARS != 0
        }

    /** Android 15 draws the screen under its bars; before, it keeps the screen clear of them itself. */
    @Test @Config(sdk = [36]) fun nothing_lies_under_the_bars_the_notch_or_the_keyboard() {
        val screen = launch().activity.screen
        fun insets(keyboard: Int) = WindowInsets.Builder()
            .setInsets(WindowInsets.Type.statusBars(), Insets.of(0, 24, 0, 0))
            .setInsets(WindowInsets.Type.navigationBars(), Insets.of(0, 0, 0, 48))
            .setInsets(WindowInsets.Type.displayCutout(), Insets.of(30, 0, 0, 0))
            .setInsets(WindowInsets.Type.ime(), Insets.of(0, 0, 0, keyboard))
            .build()
        fun padding() = listOf(screen.paddingLeft, screen.paddingTop, screen.paddingRight, screen.paddingBottom)
        screen.dispatchApplyWindowInsets(insets(keyboard = 0))
        assertEquals(listOf(30, 24, 0, 48), padding())
        screen.dispatchApplyWindowInsets(insets(keyboard = 400))
        assertEquals(listOf(30, 24, 0, 400), padding())
        screen.dispatchApplyWindowInsets(insets(keyboard = 0))
        assertEquals(listOf(30, 24, 0, 48), padding())
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
        assertEquals(0, app.activity.screen.banner.height)
        assertEquals(0, app.activity.screen.banner.childCount)
    }

    private companion object {
        /** `background` in res/values/colors.xml and res/values-night/colors.xml. */
        const val DAY = 0xfffbf5ec.toInt()
        const val NIGHT = 0xff17111d.toInt()
    }
}
