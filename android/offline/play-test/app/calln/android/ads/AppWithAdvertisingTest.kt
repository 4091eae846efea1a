package app.calln.android.ads

import android.os.Looper
import android.view.ViewGroup
import app.calln.android.CallnApplication
import app.calln.android.MainActivity
import app.calln.android.wire.AppOffers
import app.calln.android.wire.PageState
import com.google.android.gms.ads.AdView
import com.google.stubs.Google
import java.time.Duration
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The whole app of flavour `play`. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [26, 36], application = AppWithAdvertisingTest.Offering::class)
class AppWithAdvertisingTest {
    class Offering : CallnApplication() {
        override fun advertising(): Advertising = GoogleAdvertising(this) { it(AppOffers("banner-unit", AppOffers.FullScreen("full-unit", everyCalls = 1, everyCallMinutes = 0))) }
    }

    @Before fun before() = Google.reset()

    @After fun after() = Google.reset()

    @Test fun p25_the_banner_is_always_in_view_and_covers_nothing() {
        Google.allowsAds = true
        val controller = Robolectric.buildActivity(MainActivity::class.java).setup()
        val screen = controller.get().screen
        // Out of its window, which has a size of its own.
        (screen.parent as ViewGroup).removeView(screen)
        // Upright, across, and across on a phone whose notch takes some of the width.
        for ((width, height, notch) in listOf(Triple(360, 640, 0), Triple(640, 360, 0), Triple(640, 360, 30))) {
            screen.setPadding(notch, 0, 0, 0)
            screen.measure(view(width), view(height))
            screen.layout(0, 0, width, height)
            shadowOf(Looper.getMainLooper()).idle()
            val banner = screen.banner.getChildAt(0) as AdView
            assertEquals("one banner", 1, screen.banner.childCount)
            assertEquals("as wide as its place", width - notch, banner.adSize.width)
            val page = screen.getChildAt(1)
            assertTrue("in view", screen.banner.top >= 0)
            assertEquals("as high as the banner and no higher", banner.adSize.getHeightInPixels(controller.get()), screen.banner.height)
            assertTrue("the page has the rest", page.height > screen.height / 2)
            assertTrue("beside the page, not over it", page.top >= screen.banner.bottom)
        }
        controller.pause().stop().destroy()
        assertEquals("banner gone", Google.log.last())
    }

    @Test fun p25_in_the_whole_app_a_full_screen_one_comes_after_a_call_of_some_length() {
        Google.allowsAds = true
        val controller = Robolectric.buildActivity(MainActivity::class.java).setup()
        val conduct = controller.get().conduct
        conduct.heard(PageState.Searching)
        conduct.heard(PageState.Call("FR", connected = true, muted = false))
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(30))
        assertFalse("show full-unit" in Google.log)
        conduct.heard(PageState.Idle)
        assertEquals("show full-unit", Google.log.last())
        controller.pause().stop().destroy()
    }

    /** Without a class of the test's own in the place of the application. */
    @Test @Config(application = CallnApplication::class) fun the_flavour_is_googles_and_asks_for_consent_first() {
        Google.asks = true
        val controller = Robolectric.buildActivity(MainActivity::class.java).setup()
        assertTrue(controller.get().advertising is GoogleAdvertising)
        assertEquals(listOf("consent update", "form"), Google.log)
        controller.pause().stop().destroy()
    }

    @Test fun p25_no_control_moves_when_it_comes() {
        Google.asks = true
        val controller = Robolectric.buildActivity(MainActivity::class.java).setup()
        val screen = controller.get().screen
        fun pageTop(): Int {
            screen.measure(view(1080), view(1920))
            screen.layout(0, 0, 1080, 1920)
            return screen.getChildAt(1).top
        }
        val before = pageTop()
        Google.allowsAds = true
        Google.closeForm.run()
        assertEquals(1, screen.banner.childCount)
        assertEquals(before, pageTop())
        controller.pause().stop().destroy()
    }

    private fun view(size: Int) = android.view.View.MeasureSpec.makeMeasureSpec(size, android.view.View.MeasureSpec.EXACTLY)
}
