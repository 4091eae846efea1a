package app.calln.android.permission

import android.Manifest
import android.app.AlertDialog
import android.webkit.PermissionRequest
import app.calln.android.LaunchedApp
import app.calln.android.LaunchedApp.Companion.microphone
import app.calln.android.LaunchedApp.Request
import app.calln.android.OnBothAndroids
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowAlertDialog

class PermissionTest : OnBothAndroids() {
    private fun LaunchedApp.requests(request: PermissionRequest) = shadowOf(page).webChromeClient!!.onPermissionRequest(request)

    @Test fun p31_nothing_is_asked_at_launch() {
        val app = launch().loadPage()
        assertEquals(emptyList<String>(), app.asked())
        assertNull(ShadowAlertDialog.getLatestAlertDialog())
        assertNull(app.service())
    }

    @Test fun p31_the_microphone_is_asked_for_when_the_page_wants_it() {
        val app = launch().loadPage()
        val request = microphone()
        app.requests(request)
        assertEquals(listOf(Manifest.permission.RECORD_AUDIO), app.asked())
        assertNull("before the answer", request.answer)
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.answerMicrophone()
        assertEquals(PermissionRequest.RESOURCE_AUDIO_CAPTURE, request.answer)
    }

    @Test @Config(sdk = [36]) fun p31_the_notification_is_asked_for_at_the_first_search_with_a_word_why() {
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        assertNull(ShadowAlertDialog.getLatestAlertDialog())
        app.search()
        val dialog = ShadowAlertDialog.getLatestAlertDialog()
        assertNotNull("a word why", dialog)
        assertEquals("not yet", emptyList<String>(), app.asked())
        dialog.getButton(AlertDialog.BUTTON_POSITIVE).performClick()
        app.idle()
        assertEquals(listOf(Manifest.permission.POST_NOTIFICATIONS), app.asked())
        ShadowAlertDialog.reset()
        app.service()
        app.idlePage()
        app.search()
        assertNull("once is enough", ShadowAlertDialog.getLatestAlertDialog())
        app.close()
        launch().loadPage().search()
        assertNull("the next time that the app is opened, too", ShadowAlertDialog.getLatestAlertDialog())
    }

    @Test @Config(sdk = [26]) fun before_android_13_no_notification_is_asked_for() {
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.search()
        assertNull(ShadowAlertDialog.getLatestAlertDialog())
    }

    @Test fun p34_refusing_the_microphone_refuses_the_page_a_call_and_nothing_else() {
        val app = launch().loadPage()
        val request = microphone()
        app.requests(request)
        app.answerMicrophone()
        assertEquals("denied", request.answer)
        app.idlePage()
        assertNull("no service without a microphone", app.service())
        assertFalse(app.activity.isFinishing)
        assertNull(app.activity.screen.notice.notice)
        // Pictures, links and the page itself are as they were.
        assertTrue(app.picks { })
        val again = microphone()
        app.requests(again)
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.answerMicrophone()
        assertEquals("mended", PermissionRequest.RESOURCE_AUDIO_CAPTURE, again.answer)
    }

    @Test fun p34_refusing_a_picture_leaves_the_call_alone() {
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.search()
        app.call()
        var answered = false
        app.picks { answered = true }
        app.result(2, android.app.Activity.RESULT_CANCELED, null)
        assertTrue(answered)
        assertNotNull(app.service())
        assertTrue(app.serviceRuns())
        assertTrue(app.activity.conduct.active)
    }

    @Test fun the_page_can_send_a_caller_to_the_settings() {
        val app = launch().loadPage()
        app.say("""{"type":"show_app_settings"}""")
        val intent = shadowOf(app.activity).nextStartedActivity
        assertEquals(android.provider.Settings.ACTION_APPLICATION_DETAILS_SETTINGS, intent.action)
        assertEquals("package:${app.application.packageName}", intent.data.toString())
    }

    @Test fun no_microphone_for_another_origin_and_no_camera_for_anybody() {
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        val refused = listOf(
            microphone("https://ads.example.net/"),
            microphone("http://calln.example/"),
            microphone("https://calln.example:8443/"),
            microphone("null"),
            Request(LaunchedApp.ORIGIN, PermissionRequest.RESOURCE_VIDEO_CAPTURE),
            Request(LaunchedApp.ORIGIN, PermissionRequest.RESOURCE_AUDIO_CAPTURE, PermissionRequest.RESOURCE_VIDEO_CAPTURE),
            Request(LaunchedApp.ORIGIN, PermissionRequest.RESOURCE_MIDI_SYSEX),
            Request(LaunchedApp.ORIGIN),
        )
        for (request in refused) {
            app.requests(request)
            assertEquals("denied", request.answer)
        }
        assertEquals(emptyList<String>(), app.asked())
    }

    @Test fun a_second_question_refuses_the_first() {
        val app = launch().loadPage()
        val (first, second) = microphone() to microphone()
        app.requests(first)
        app.requests(second)
        assertEquals("denied", first.answer)
        shadowOf(app.page).webChromeClient!!.onPermissionRequestCanceled(second)
        app.answerMicrophone()
        assertNull("taken back", second.answer)
    }
}

internal fun LaunchedApp.picks(answer: (Array<android.net.Uri>?) -> Unit): Boolean =
    shadowOf(page).webChromeClient!!.onShowFileChooser(page, { answer(it) }, app.calln.android.page.OnePicture)
