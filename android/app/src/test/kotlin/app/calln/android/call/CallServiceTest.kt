package app.calln.android.call

import android.Manifest
import android.app.Notification
import android.content.ComponentName
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import app.calln.android.LaunchedApp
import app.calln.android.OnBothAndroids
import app.calln.android.wire.Command
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowPowerManager
import org.robolectric.util.ReflectionHelpers

class CallServiceTest : OnBothAndroids() {
    private fun searching(): LaunchedApp {
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO, Manifest.permission.POST_NOTIFICATIONS)
        app.search()
        return app
    }

    private fun LaunchedApp.notification(): Notification {
        val shown = shadowOf(application.getSystemService(android.app.NotificationManager::class.java)).allNotifications
        return shown.lastOrNull() ?: shadowOf(service()).lastForegroundNotification
    }

    private fun Notification.title() = extras.getCharSequence(Notification.EXTRA_TITLE).toString()

    /** The style for calls has the partner's name for a title, and what is a title elsewhere for its text. */
    private fun Notification.says() =
        if (extras.containsKey(Notification.EXTRA_CALL_PERSON)) extras.getCharSequence(Notification.EXTRA_TEXT).toString() else title()
    private fun Notification.buttons() = actions.orEmpty().map { it.title.toString() }

    @Test fun p32_the_service_is_in_the_foreground_from_the_search_on() {
        val app = searching()
        val shadow = shadowOf(app.service()!!)
        assertEquals(CallNotification.ID, shadow.lastForegroundNotificationId)
        assertNotNull(shadow.lastForegroundNotification)
        assertEquals(CallNotification.CHANNEL, shadow.lastForegroundNotification.channelId)
        assertTrue(app.serviceRuns())
    }

    @Test fun p32_it_is_declared_as_a_microphones_and_private() {
        val app = launch().application
        val info = app.packageManager.getServiceInfo(ComponentName(app, CallService::class.java), 0)
        assertFalse(info.exported)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            assertEquals(ServiceInfo.FOREGROUND_SERVICE_TYPE_MICROPHONE, info.foregroundServiceType)
        }
    }

    @Test fun p32_it_stops_when_the_call_ends() {
        val app = searching()
        app.service()
        app.call()
        assertTrue(app.serviceRuns())
        app.idlePage()
        assertFalse(app.serviceRuns())
    }

    @Test fun p32_it_stops_when_the_search_is_given_up() {
        val app = searching()
        app.service()
        app.idlePage()
        assertFalse(app.serviceRuns())
    }

    @Test fun p32_it_stops_when_the_page_goes_or_its_renderer_dies() {
        val loaded = searching()
        loaded.service()
        loaded.call()
        loaded.loadPage()
        assertFalse("another page", loaded.serviceRuns())
        val killed = searching()
        killed.service()
        killed.call()
        shadowOf(killed.page).webViewClient.onRenderProcessGone(killed.page, Died)
        assertFalse("no renderer", killed.serviceRuns())
    }

    @Test fun p32_it_stops_when_the_screen_is_destroyed_or_the_app_swiped_away() {
        val destroyed = searching()
        destroyed.service()
        destroyed.call()
        destroyed.close()
        assertFalse("destroyed", destroyed.serviceRuns())
        val swiped = searching()
        val service = swiped.service()!!
        swiped.call()
        service.onTaskRemoved(null)
        assertFalse("swiped away", swiped.serviceRuns())
    }

    @Test fun p32_a_service_that_comes_after_the_end_stops_at_once() {
        val app = searching()
        app.idlePage()
        assertNotNull("Android wants it in the foreground first", shadowOf(app.service()!!).lastForegroundNotification)
        assertFalse(app.serviceRuns())
    }

    @Test fun p32_next_keeps_it() {
        val app = searching()
        app.service()
        app.call()
        app.search()
        app.call("DE")
        assertTrue(app.serviceRuns())
        assertNull("it isn't begun twice", shadowOf(app.application).nextStartedService)
    }

    @Test fun the_notification_says_with_whom_and_how_long() {
        val app = searching()
        app.service()
        assertEquals("Looking for somebody", app.notification().title())
        app.call("FR", connected = false)
        assertEquals("Talking to somebody (France)", app.notification().says())
        assertFalse("no timer before the voices meet", app.notification().extras.getBoolean(Notification.EXTRA_SHOW_CHRONOMETER))
        app.call("FR", connected = true)
        assertTrue(app.notification().extras.getBoolean(Notification.EXTRA_SHOW_CHRONOMETER))
        app.call(null)
        assertEquals("Talking to somebody", app.notification().says())
        assertEquals("the lock screen names no country", Notification.VISIBILITY_PRIVATE, app.notification().visibility)
    }

    @Test @Config(sdk = [26]) fun the_notification_mutes_and_hangs_up() {
        val app = searching()
        app.service()
        assertEquals(listOf("Stop"), app.notification().buttons())
        app.call()
        assertEquals(listOf("Mute", "Hang up"), app.notification().buttons())
        app.call(muted = true)
        assertEquals(listOf("Unmute", "Hang up"), app.notification().buttons())
    }

    @Test fun a_caller_who_is_muted_sees_it_there() {
        val app = searching()
        app.service()
        app.call(muted = true)
        assertEquals("Your microphone is muted", app.notification().extras.getCharSequence(Notification.EXTRA_TEXT).toString())
    }

    @Test @Config(sdk = [36]) fun a_call_has_the_systems_own_style_where_there_is_one() {
        val app = searching()
        app.service()
        app.call()
        assertEquals(Notification.CallStyle::class.java.name, app.notification().extras.getString(Notification.EXTRA_TEMPLATE))
    }

    @Test fun its_buttons_reach_the_page() {
        val app = searching()
        app.service()
        app.call()
        for (command in Command.entries) {
            app.application.startService(CallService.intent(app.application, command))
            app.service()
        }
        val said = app.heard("command").map { it.getString("command") }
        assertEquals(listOf("mute", "unmute", "hang_up", "next"), said)
    }

    @Test fun a_button_without_a_page_ends_what_is_left() {
        val app = searching()
        app.service()
        app.call()
        app.application.call.page = null
        app.application.call.press(Command.HANG_UP)
        assertFalse(app.serviceRuns())
    }

    @Test fun a_screen_that_ends_late_leaves_the_next_ones_page_to_the_buttons() {
        val app = searching()
        val next: (Command) -> Unit = {}
        app.application.call.page = next
        app.close()
        assertEquals(next, app.application.call.page)
    }

    @Test fun only_a_call_keeps_the_processor_awake() {
        ShadowPowerManager.clearWakeLocks()
        val app = searching()
        app.service()
        assertNull(ShadowPowerManager.getLatestWakeLock())
        app.call()
        val locks = ShadowPowerManager.getLatestWakeLock()
        assertTrue(locks.isHeld)
        app.search()
        assertFalse(locks.isHeld)
    }

    @Test fun a_service_that_android_ends_in_a_call_is_told_and_begins_again_in_view() {
        val app = searching()
        app.service()
        app.call()
        app.pause()
        app.endService()
        assertEquals("Android has switched your microphone off", app.notification().title())
        assertTrue("the page's call goes on", app.activity.conduct.active)
        app.resume()
        assertNotNull(app.service())
        assertEquals("Talking to somebody (France)", app.notification().says())
    }

    @Test fun what_is_told_of_it_goes_with_the_call() {
        val app = searching()
        app.service()
        app.pause()
        app.endService()
        app.idlePage()
        assertEquals(0, shadowOf(app.application.getSystemService(android.app.NotificationManager::class.java)).size())
    }

    @Test fun a_foreground_that_android_refuses_ends_the_service_and_not_the_app() {
        for (refusal in listOf(SecurityException("out of view"), IllegalStateException("not from the background"))) {
            val app = searching()
            val service = Robolectric.buildService(CallService::class.java).create().get()
            shadowOf(service).setThrowInStartForeground(refusal)
            service.onStartCommand(shadowOf(app.application).nextStartedService, 0, 1)
            assertTrue(shadowOf(service).isStoppedBySelf)
            assertFalse(app.application.call.served)
            app.pause()
            app.resume()
            assertNotNull("tried again in view", shadowOf(app.application).nextStartedService)
            app.close()
        }
    }

    /** The service goes on then as if nothing were, and Android ends an app that shows a call's notification from there. */
    @Test @Config(sdk = [36]) fun a_battery_use_that_is_restricted_in_a_call_is_told_and_breaks_nothing() {
        val app = searching()
        val service = app.service()!!
        app.pause()
        ReflectionHelpers.setField(shadowOf(service), "foregroundServiceType", 0)
        app.call()
        assertEquals("Android has switched your microphone off", app.notification().title())
        assertFalse(app.serviceRuns())
        assertTrue(app.activity.conduct.active)
        app.resume()
        assertNotNull("tried again in view", shadowOf(app.application).nextStartedService)
    }

    /** Android 14 asks again whether it may be, and a button is pressed out of view. */
    @Test fun a_button_of_the_notification_puts_nothing_into_the_foreground_anew() {
        val app = searching()
        val service = app.service()!!
        app.call()
        shadowOf(service).setThrowInStartForeground(SecurityException("out of view"))
        app.application.startService(CallService.intent(app.application, Command.MUTE))
        app.service()
        assertTrue(app.serviceRuns())
        assertEquals("mute", app.heard("command").single().getString("command"))
    }

    @Test fun without_the_microphones_permission_there_is_no_service() {
        val app = launch().loadPage()
        app.search()
        assertNull(app.service())
    }

    @Test fun what_android_refused_in_the_background_is_tried_again_in_view() {
        val app = launch().loadPage()
        app.pause()
        app.search()
        assertNull(app.service())
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.resume()
        assertNotNull(app.service())
    }

    @Test fun the_notification_opens_the_app() {
        val app = searching()
        app.service()
        val intent: Intent = shadowOf(app.notification().contentIntent).savedIntent
        assertEquals(app.activity.javaClass.name, intent.component!!.className)
    }

    private object Died : android.webkit.RenderProcessGoneDetail() {
        override fun didCrash() = true
        override fun rendererPriorityAtExit() = 0
    }
}
