package app.calln.android.audio

import android.Manifest
import android.content.pm.PackageManager
import android.media.AudioDeviceInfo
import android.media.AudioManager
import android.os.PowerManager
import app.calln.android.LaunchedApp
import app.calln.android.OnBothAndroids
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.AudioDeviceInfoBuilder
import org.robolectric.shadows.ShadowPowerManager
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter

class CallAudioTest : OnBothAndroids() {
    private val system get() = RuntimeEnvironment.getApplication()
    private val audio get() = system.getSystemService(AudioManager::class.java)
    private val earpiece = device(AudioDeviceInfo.TYPE_BUILTIN_EARPIECE)
    private val speaker = device(AudioDeviceInfo.TYPE_BUILTIN_SPEAKER)
    private val headset = device(AudioDeviceInfo.TYPE_WIRED_HEADSET)

    /** With an id and a name, as phones have them. */
    private fun device(type: Int): AudioDeviceInfo {
        val device = AudioDeviceInfoBuilder.newBuilder().setType(type).build()
        val port = ReflectionHelpers.getField<Any>(device, "mPort")
        val handle = ReflectionHelpers.callConstructor(Class.forName("android.media.AudioHandle"), ClassParameter.from(Int::class.java, 100 + type))
        ReflectionHelpers.setField(Class.forName("android.media.AudioPort"), port, "mHandle", handle)
        ReflectionHelpers.setField(Class.forName("android.media.AudioPort"), port, "mName", "Device $type")
        return device
    }

    @Before fun aPhone() {
        shadowOf(system.packageManager).setSystemFeature(PackageManager.FEATURE_TELEPHONY, true)
        shadowOf(system.getSystemService(PowerManager::class.java))
            .setIsWakeLockLevelSupported(PowerManager.PROXIMITY_SCREEN_OFF_WAKE_LOCK, true)
        shadowOf(audio).setOutputDevices(listOf(earpiece, speaker))
        if (android.os.Build.VERSION.SDK_INT >= 31) shadowOf(audio).setAvailableCommunicationDevices(listOf(speaker, earpiece))
    }

    private fun talking(): LaunchedApp {
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.search()
        app.call()
        return app
    }

    private fun LaunchedApp.routes(): JSONObject = heard("routes").last()
    private fun LaunchedApp.route(kind: String): String? {
        val routes = routes().getJSONArray("routes")
        return (0 until routes.length()).map(routes::getJSONObject).find { it.getString("kind") == kind }?.getString("id")
    }
    private fun LaunchedApp.chosen(): String? {
        val routes = routes().getJSONArray("routes")
        val chosen = routes().opt("chosen")
        return (0 until routes.length()).map(routes::getJSONObject).find { it.getString("id") == chosen }?.getString("kind")
    }

    @Test fun the_phone_is_in_a_call_while_there_is_one() {
        val app = talking()
        assertEquals(AudioManager.MODE_IN_COMMUNICATION, audio.mode)
        assertEquals("keys turn up the partner", AudioManager.STREAM_VOICE_CALL, app.activity.volumeControlStream)
        app.idlePage()
        assertEquals(AudioManager.MODE_NORMAL, audio.mode)
        assertEquals(AudioManager.USE_DEFAULT_STREAM_TYPE, app.activity.volumeControlStream)
    }

    @Test fun a_search_leaves_the_sound_alone() {
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.search()
        assertEquals(AudioManager.MODE_NORMAL, audio.mode)
    }

    @Test fun at_the_ear_at_first_and_where_the_caller_chooses_then() {
        val app = talking()
        assertEquals("earpiece", app.chosen())
        app.say("""{"type":"choose_route","route":"${app.route("speaker")}"}""")
        assertEquals("speaker", app.chosen())
        if (android.os.Build.VERSION.SDK_INT >= 31) assertEquals(speaker.id, audio.communicationDevice!!.id)
        else @Suppress("DEPRECATION") assertTrue(audio.isSpeakerphoneOn)
    }

    @Test fun a_choice_is_kept_for_the_next_call() {
        val app = talking()
        app.say("""{"type":"choose_route","route":"${app.route("speaker")}"}""")
        app.search()
        app.call("DE")
        assertEquals("speaker", app.chosen())
    }

    @Test fun a_choice_is_kept_for_the_apps_run_beside_a_headset_too() {
        shadowOf(audio).setOutputDevices(listOf(earpiece, speaker, headset))
        if (android.os.Build.VERSION.SDK_INT >= 31) shadowOf(audio).setAvailableCommunicationDevices(listOf(speaker, earpiece, headset))
        val app = talking()
        assertEquals("wired", app.chosen())
        app.say("""{"type":"choose_route","route":"${app.route("speaker")}"}""")
        app.idlePage()
        app.search()
        app.call("DE")
        assertEquals("speaker", app.chosen())
        app.close()
        assertEquals("in another screen of the same process", "speaker", talking().chosen())
    }

    @Test fun a_route_that_isnt_there_changes_nothing() {
        val app = talking()
        app.say("""{"type":"choose_route","route":"999"}""")
        assertEquals("earpiece", app.chosen())
    }

    @Test fun the_screen_turns_off_at_the_ear_and_nowhere_else() {
        ShadowPowerManager.clearWakeLocks()
        val app = talking()
        val lock = ShadowPowerManager.getLatestWakeLock()
        assertTrue(lock.isHeld)
        app.say("""{"type":"choose_route","route":"${app.route("speaker")}"}""")
        assertFalse(lock.isHeld)
        app.say("""{"type":"choose_route","route":"${app.route("earpiece")}"}""")
        val again = ShadowPowerManager.getLatestWakeLock()
        assertTrue(again.isHeld)
        app.idlePage()
        assertFalse(again.isHeld)
    }

    @Test @Config(sdk = [36]) fun a_headset_that_is_put_on_takes_the_call_and_gives_it_back() {
        val app = talking()
        shadowOf(audio).setAvailableCommunicationDevices(listOf(speaker, earpiece, headset))
        shadowOf(audio).addOutputDevice(headset, true)
        app.idle()
        assertEquals("wired", app.chosen())
        shadowOf(audio).setAvailableCommunicationDevices(listOf(speaker, earpiece))
        shadowOf(audio).removeOutputDevice(headset, true)
        app.idle()
        assertEquals("earpiece", app.chosen())
    }

    @Test @Config(sdk = [36]) fun bluetooth_le_and_hearing_aids_are_bluetooth() {
        for (type in listOf(AudioDeviceInfo.TYPE_BLE_HEADSET, AudioDeviceInfo.TYPE_HEARING_AID, AudioDeviceInfo.TYPE_BLUETOOTH_SCO)) {
            shadowOf(audio).setAvailableCommunicationDevices(listOf(speaker, earpiece, device(type)))
            val app = talking()
            assertEquals("bluetooth", app.chosen())
            app.idlePage()
        }
    }

    @Test @Config(sdk = [26]) fun before_android_12_bluetooth_is_a_switch() {
        shadowOf(audio).setIsBluetoothScoAvailableOffCall(true)
        shadowOf(audio).setOutputDevices(listOf(earpiece, speaker, device(AudioDeviceInfo.TYPE_BLUETOOTH_SCO)))
        val app = talking()
        assertEquals("bluetooth", app.chosen())
        @Suppress("DEPRECATION") assertTrue(audio.isBluetoothScoOn)
        app.idlePage()
        @Suppress("DEPRECATION") assertFalse(audio.isBluetoothScoOn)
    }

    @Test fun a_cellular_call_holds_ours_and_gives_it_back() {
        val app = talking()
        val request = shadowOf(audio).lastAudioFocusRequest
        val listener = request.listener
        listener.onAudioFocusChange(AudioManager.AUDIOFOCUS_LOSS_TRANSIENT)
        app.idle()
        listener.onAudioFocusChange(AudioManager.AUDIOFOCUS_LOSS_TRANSIENT)
        app.idle()
        listener.onAudioFocusChange(AudioManager.AUDIOFOCUS_GAIN)
        app.idle()
        assertEquals(listOf(true, false), app.heard("held").map { it.getBoolean("held") })
    }

    private fun LaunchedApp.focusChanges(change: Int) {
        shadowOf(audio).lastAudioFocusRequest.listener.onAudioFocusChange(change)
        idle()
    }
    private fun LaunchedApp.held() = heard("held").map { it.getBoolean("held") }

    @Test fun a_player_that_takes_the_sound_for_good_holds_nothing() {
        val app = talking()
        app.focusChanges(AudioManager.AUDIOFOCUS_LOSS)
        assertEquals(emptyList<Boolean>(), app.held())
    }

    /** The WebView is such a player. Android tells of a cellular call only whoever has the focus. */
    @Test fun sound_that_was_taken_for_good_is_taken_back_so_that_a_cellular_call_still_holds_ours() {
        val app = talking()
        // A telephone rings meanwhile: the answer to who asks again.
        shadowOf(audio).setNextFocusRequestResponse(AudioManager.AUDIOFOCUS_REQUEST_DELAYED)
        app.focusChanges(AudioManager.AUDIOFOCUS_LOSS)
        assertEquals(listOf(true), app.held())
        app.focusChanges(AudioManager.AUDIOFOCUS_GAIN)
        assertEquals(listOf(true, false), app.held())
        shadowOf(audio).setNextFocusRequestResponse(AudioManager.AUDIOFOCUS_REQUEST_GRANTED)
        repeat(2) { app.focusChanges(AudioManager.AUDIOFOCUS_LOSS) }
        // Two that each insist would never end.
        shadowOf(audio).setNextFocusRequestResponse(AudioManager.AUDIOFOCUS_REQUEST_FAILED)
        app.focusChanges(AudioManager.AUDIOFOCUS_LOSS)
        assertEquals(listOf(true, false), app.held())
    }

    @Test fun a_call_that_got_no_sound_asks_again_when_the_caller_is_back() {
        for (back in listOf<(LaunchedApp) -> Unit>({ it.pause(); it.resume() }, { it.activity.onUserInteraction() })) {
            shadowOf(audio).setNextFocusRequestResponse(AudioManager.AUDIOFOCUS_REQUEST_FAILED)
            val app = talking()
            back(app)
            assertEquals("refused again", listOf(true), app.held())
            shadowOf(audio).setNextFocusRequestResponse(AudioManager.AUDIOFOCUS_REQUEST_GRANTED)
            back(app)
            assertEquals(listOf(true, false), app.held())
            app.close()
        }
    }

    @Test fun a_call_that_is_held_and_then_loses_the_sound_for_good_gets_it_back() {
        val app = talking()
        app.focusChanges(AudioManager.AUDIOFOCUS_LOSS_TRANSIENT)
        app.focusChanges(AudioManager.AUDIOFOCUS_LOSS)
        assertEquals(listOf(true, false), app.held())
    }

    @Test fun the_sound_is_given_up_after_the_call() {
        val app = talking()
        val request = shadowOf(audio).lastAudioFocusRequest.audioFocusRequest
        assertNull(shadowOf(audio).lastAbandonedAudioFocusRequest)
        app.idlePage()
        assertSame(request, shadowOf(audio).lastAbandonedAudioFocusRequest)
        shadowOf(audio).setNextFocusRequestResponse(AudioManager.AUDIOFOCUS_REQUEST_FAILED)
        app.activity.onUserInteraction()
        assertEquals("nobody asks outside of calls", emptyList<Boolean>(), app.held())
    }

    @Test @Config(sdk = [36]) fun a_route_that_the_webview_chose_for_itself_is_taken_back() {
        val app = talking()
        assertEquals(earpiece.id, audio.communicationDevice!!.id)
        audio.setCommunicationDevice(speaker)
        shadowOf(audio).callOnCommunicationDeviceChangedListeners(speaker)
        app.idle()
        assertEquals(earpiece.id, audio.communicationDevice!!.id)
        // Two that each insist would never end.
        repeat(20) {
            audio.setCommunicationDevice(speaker)
            shadowOf(audio).callOnCommunicationDeviceChangedListeners(speaker)
            app.idle()
        }
        assertEquals(speaker.id, audio.communicationDevice!!.id)
    }

    @Test fun a_call_that_gets_no_sound_is_held_from_the_start() {
        shadowOf(audio).setNextFocusRequestResponse(AudioManager.AUDIOFOCUS_REQUEST_FAILED)
        val app = talking()
        assertEquals(listOf(true), app.heard("held").map { it.getBoolean("held") })
        app.idlePage()
        assertEquals(listOf(true, false), app.heard("held").map { it.getBoolean("held") })
    }
}
