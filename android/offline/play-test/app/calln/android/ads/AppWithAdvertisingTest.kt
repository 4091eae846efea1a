package app.calln.android.ads

import app.calln.android.CallnApplication
import app.calln.android.MainActivity
import app.calln.android.wire.AppOffers
import com.google.stubs.Google
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** The whole app of flavour `play`. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [26, 36], application = AppWithAdvertisingTest.Offering::class)
class AppWithAdvertisingTest {
    class Offering : CallnApplication() {
        override fun advertising(): Advertising = GoogleAdvertising(this) { it(AppOffers("banner-unit", null)) }
    }

    @Before fun before() = Google.reset()

    @After fun after() = Google.reset()

    @Test fun p25_the_banner_is_always_in_view_and_covers_nothing() {
        Google.allowsAds = true
        val controller = Robolectric.buildActivity(MainActivity::class.java).setup()
        val screen = controller.get().screen
        screen.measure(view(1080), view(1920))
        screen.layout(0, 0, 1080, 1920)
        assertEquals(1, screen.banner.childCount)
        val page = screen.getChildAt(1)
        assertTrue("in view", screen.banner.top >= 0)
        assertEquals("as high as the banner and no higher", controller.get().advertising.bannerHeight(controller.get()), screen.banner.height)
        assertTrue("the page has the rest", page.height > screen.height / 2)
        assertTrue("beside the page, not over it", page.top >= screen.banner.bottom)
        controller.pause().stop().destroy()
        assertEquals("banner gone", Google.log.last())
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
