package app.calln.android.ads

import android.Manifest
import android.app.Activity
import android.graphics.Insets
import android.graphics.Rect
import android.hardware.Sensor
import android.hardware.SensorManager
import android.media.AudioDeviceInfo
import android.media.AudioManager
import android.os.Build
import android.view.WindowInsets
import app.calln.android.CallnApplication
import app.calln.android.LaunchedApp
import app.calln.android.OnBothAndroids
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.AudioDeviceInfoBuilder
import org.robolectric.shadows.SensorBuilder
import org.robolectric.shadows.SensorEventBuilder
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter

/** At which moments the app lets full-screen advertising come, whatever the flavour makes of them. */
@Config(sdk = [26, 36], application = AdMomentsTest.Noting::class)
class AdMomentsTest : OnBothAndroids() {
    /** What advertising was told of. */
    class Noting : CallnApplication() {
        val ends = ArrayList<Boolean>()
        /** How long nobody had touched the phone, each time that a moment in a call suited. */
        val quiet = ArrayList<Long>()
        override fun advertising(): Advertising = object : Advertising by NoAdvertising {
            override fun callEnded(activity: Activity, talkedMillis: Long, suits: Boolean) { ends += suits }
            override fun callGoesOn(activity: Activity, talkedMillis: Long, quietMillis: Long) { quiet += quietMillis }
        }
    }

    private val LaunchedApp.noting get() = application as Noting
    private val ear = SensorBuilder.newBuilder().setType(Sensor.TYPE_PROXIMITY).build()

    @Before fun anEarpieceAndItsSensor() {
        val system = org.robolectric.RuntimeEnvironment.getApplication()
        val earpiece = AudioDeviceInfoBuilder.newBuilder().setType(AudioDeviceInfo.TYPE_BUILTIN_EARPIECE).build()
        val audio = system.getSystemService(AudioManager::class.java)
        shadowOf(audio).setOutputDevices(listOf(earpiece))
        if (Build.VERSION.SDK_INT >= 31) shadowOf(audio).setAvailableCommunicationDevices(listOf(earpiece))
        shadowOf(system.packageManager).setSystemFeature(android.content.pm.PackageManager.FEATURE_TELEPHONY, true)
        ReflectionHelpers.setField(ear, "mMaxRange", 8f)
        shadowOf(system.getSystemService(SensorManager::class.java)).addSensor(ear)
    }

    private fun talking(): LaunchedApp {
        val app = launch().loadPage()
        app.allow(Manifest.permission.RECORD_AUDIO)
        app.search()
        app.call()
        app.noting.quiet.clear()
        return app
    }

    private fun LaunchedApp.distance(centimetres: Float) {
        val event = SensorEventBuilder.newBuilder().setSensor(ear).setValues(floatArrayOf(centimetres)).build()
        shadowOf(application.getSystemService(SensorManager::class.java)).sendSensorEventToListeners(event, ear)
    }

    /** What the system last said of what lies over the window. */
    private fun LaunchedApp.keyboard(open: Boolean) {
        val high = if (open) 400 else 0
        val insets = if (Build.VERSION.SDK_INT >= 30) {
            WindowInsets.Builder().setInsets(WindowInsets.Type.ime(), Insets.of(0, 0, 0, high)).setVisible(WindowInsets.Type.ime(), open).build()
        } else {
            ReflectionHelpers.callConstructor(
                WindowInsets::class.java,
                ClassParameter.from(Rect::class.java, Rect(0, 24, 0, 48 + high)),
                ClassParameter.from(Rect::class.java, null),
                ClassParameter.from(Rect::class.java, Rect(0, 24, 0, 48)),
                ClassParameter.from(Boolean::class.java, false),
                ClassParameter.from(Boolean::class.java, false),
            )
        }
        val root = ReflectionHelpers.callInstanceMethod<Any>(activity.window.decorView, "getViewRootImpl")
        ReflectionHelpers.setField(root, "mLastWindowInsets", insets)
    }

    @Test fun p25_the_end_of_a_call_suits_unless_the_next_is_searched_for() {
        val app = talking()
        app.search()
        app.call()
        app.idlePage()
        assertEquals(listOf(false, true), app.noting.ends)
    }

    @Test fun p25_none_under_typing_fingers() {
        val app = talking()
        app.keyboard(open = true)
        app.pass(seconds = 60)
        assertEquals(emptyList<Long>(), app.noting.quiet)
        app.idlePage()
        app.call()
        app.keyboard(open = false)
        app.pass(seconds = 60)
        assertTrue(app.noting.quiet.isNotEmpty())
        app.idlePage()
        assertEquals(listOf(false, true), app.noting.ends)
    }

    @Test fun p25_none_at_the_ear() {
        val app = talking()
        app.distance(0f)
        app.pass(seconds = 60)
        assertEquals(emptyList<Long>(), app.noting.quiet)
        app.idlePage()
        app.call()
        app.distance(0f)
        app.distance(8f)
        app.pass(seconds = 60)
        assertFalse(app.noting.quiet.isEmpty())
        app.idlePage()
        assertEquals(listOf(false, true), app.noting.ends)
    }

    @Test fun p25_who_takes_the_phone_from_the_ear_is_about_to_press_something() {
        val app = talking()
        app.distance(0f)
        // Looked at every 15 seconds: 5 seconds after the phone has left the ear.
        app.pass(seconds = 55)
        app.distance(8f)
        app.pass(seconds = 5)
        assertEquals(listOf(5_000L), app.noting.quiet)
    }

    @Test fun p25_none_out_of_view_and_the_call_counts() {
        val app = talking()
        app.pause()
        app.pass(seconds = 60)
        app.idlePage()
        assertEquals(emptyList<Long>(), app.noting.quiet)
        assertEquals(listOf(false), app.noting.ends)
    }

    @Test fun p25_a_page_that_goes_is_no_moment() {
        val app = talking()
        app.loadPage()
        assertEquals(listOf(false), app.noting.ends)
    }
}
