package app.calln.android.ads

import android.app.Activity
import android.content.Context
import android.os.Looper
import android.view.ViewGroup
import android.widget.FrameLayout
import app.calln.android.wire.AppOffers
import app.calln.android.wire.VisitEvent
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
import org.robolectric.shadows.ShadowSystemClock

/** On stand-ins for Google's libraries, which note what they are told: offline/stubs. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [26, 36])
class GoogleAdvertisingTest {
    private lateinit var activity: Activity
    private lateinit var place: ViewGroup
    private lateinit var advertising: GoogleAdvertising
    private var offered: AppOffers? = AppOffers("banner-unit", AppOffers.FullScreen("full-unit", everyCalls = 2, everyCallMinutes = 20))
    private var changes = 0

    @Before fun aScreen() {
        Google.reset()
        activity = Robolectric.buildActivity(Activity::class.java).setup().get()
        place = FrameLayout(activity)
        become(WIDTH)
        advertising = GoogleAdvertising(activity) { taken -> Google.log.add("offers"); taken(offered) }
    }

    @After fun nothingStays() = Google.reset()

    /** The place has this width now. */
    private fun become(width: Int) {
        place.layout(0, 0, width, 60)
        shadowOf(Looper.getMainLooper()).idle()
    }
    private fun bannerWidth() = (place.getChildAt(0) as AdView).adSize.width
    private fun begin() = advertising.begin(activity, place) { changes++ }
    private fun consent(vararg purposes: Int) {
        Google.allowsAds = true
        val text = (1..10).joinToString("") { if (it in purposes) "1" else "0" }
        activity.getSharedPreferences(activity.packageName + "_preferences", Context.MODE_PRIVATE).edit()
            .putInt("IABTCF_gdprApplies", 1).putString("IABTCF_PurposeConsents", text).commit()
    }
    private fun minutes(count: Long) = ShadowSystemClock.advanceBy(Duration.ofMinutes(count))
    private fun callEnds(suits: Boolean = true) = advertising.callEnded(activity, 60_000, suits)
    private fun pass(seconds: Long) = shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(seconds))
    private val loads get() = Google.log.count { it == "load full-unit" }
    private val shown get() = Google.log.count { it.startsWith("show ") }

    @Test fun p25_nothing_is_asked_of_google_before_the_consents_answer() {
        Google.asks = true
        begin()
        assertEquals(listOf("consent update", "form"), Google.log)
        assertEquals(0, place.childCount)
        consent(1, 8, 9)
        Google.closeForm.run()
        assertEquals(1, place.childCount)
        val order = listOf("consent update", "form", "analytics true", "offers", "initialize", "muted true", "volume 0.0", "banner banner-unit", "load full-unit")
        assertEquals(order, Google.log)
    }

    @Test fun p25_a_refusal_is_final() {
        Google.asks = true
        begin()
        Google.closeForm.run()
        repeat(10) { callEnds(); minutes(10) }
        advertising.callGoesOn(activity, 60 * 60_000, 60_000)
        assertEquals(listOf("consent update", "form"), Google.log)
        assertEquals(0, place.childCount)
    }

    @Test fun p25_privacy_options_lead_back_to_the_choice_at_any_time() {
        Google.asks = true
        Google.allowsAds = true
        begin()
        Google.closeForm.run()
        assertTrue(advertising.offersPrivacyOptions)
        assertEquals(1, place.childCount)
        advertising.showPrivacyOptions(activity)
        assertEquals("privacy options", Google.log.last())
        Google.allowsAds = false
        Google.closeForm.run()
        assertEquals("it stops at once", 0, place.childCount)
        repeat(5) { callEnds(); minutes(5) }
        assertEquals(0, shown)
        advertising.showPrivacyOptions(activity)
        Google.allowsAds = true
        Google.closeForm.run()
        assertEquals("and begins again", 1, place.childCount)
        assertEquals(3, changes)
    }

    @Test fun p25_where_the_law_asks_for_nothing_nothing_is_offered() {
        Google.allowsAds = true
        begin()
        assertFalse(advertising.offersPrivacyOptions)
        assertFalse("form" in Google.log)
        assertEquals(1, place.childCount)
    }

    @Test fun p25_without_a_network_an_earlier_answer_holds_and_none_is_none() {
        Google.offline = true
        begin()
        assertEquals(listOf("consent update"), Google.log)
        Google.allowsAds = true
        GoogleAdvertising(activity) { it(offered) }.begin(activity, place) {}
        assertEquals(1, place.childCount)
    }

    @Test fun p25_the_banners_height_is_known_before_it_comes() {
        val height = advertising.bannerHeight(activity, WIDTH)
        assertTrue(height > 0)
        begin()
        assertEquals("before and after", height, advertising.bannerHeight(activity, WIDTH))
    }

    @Test fun p25_a_phone_that_is_turned_has_a_banner_of_its_new_width() {
        Google.allowsAds = true
        begin()
        assertEquals(WIDTH, bannerWidth())
        become(WIDTH)
        assertEquals("the same width, the same banner", 1, Google.log.count { it == "banner banner-unit" })
        become(2 * WIDTH)
        assertEquals(2 * WIDTH, bannerWidth())
        assertEquals(1, place.childCount)
        assertEquals(listOf("banner gone", "banner banner-unit"), Google.log.takeLast(2))
        advertising.end()
        become(WIDTH)
        assertEquals("none after the end", 0, place.childCount)
    }

    @Test fun p25_a_banner_waits_until_its_place_is_laid_out() {
        Google.allowsAds = true
        place.layout(0, 0, 0, 0)
        begin()
        assertEquals(0, place.childCount)
        become(WIDTH)
        assertEquals(WIDTH, bannerWidth())
    }

    @Test fun a_full_screen_one_that_didnt_load_is_asked_for_again_ever_later() {
        Google.allowsAds = true
        Google.noFill = true
        begin()
        val waits = listOf(30L, 60, 120, 240, 480, 960)
        waits.forEachIndexed { n, wait ->
            pass(wait - 1)
            assertEquals("not before", n + 1, loads)
            pass(1)
            assertEquals(n + 2, loads)
        }
        pass(100_000)
        assertEquals("not for ever", 7, loads)
        Google.noFill = false
        repeat(2) { callEnds() }
        assertEquals("at the next moment for one", 8, loads)
        callEnds()
        assertEquals(1, shown)
    }

    @Test fun a_full_screen_one_that_comes_late_is_shown() {
        Google.allowsAds = true
        Google.noFill = true
        begin()
        Google.noFill = false
        pass(30)
        repeat(2) { callEnds() }
        assertEquals(1, shown)
    }

    @Test fun nothing_is_asked_for_again_after_the_end() {
        Google.allowsAds = true
        Google.noFill = true
        begin()
        advertising.end()
        pass(100_000)
        assertEquals(1, loads)
    }

    @Test fun one_that_has_lain_for_an_hour_is_fetched_anew() {
        Google.allowsAds = true
        begin()
        minutes(60)
        repeat(2) { callEnds() }
        assertEquals(0, shown)
        assertEquals(2, loads)
        callEnds()
        assertEquals(1, shown)
    }

    @Test fun p25_a_full_screen_one_after_the_operators_number_of_calls() {
        Google.allowsAds = true
        begin()
        minutes(10)
        callEnds()
        assertEquals(0, shown)
        callEnds()
        assertEquals(1, shown)
        Google.closeAd.run()
        assertEquals("the next is fetched", "load full-unit", Google.log.last())
    }

    @Test fun p25_none_comes_at_a_moment_that_doesnt_suit_and_the_calls_count() {
        Google.allowsAds = true
        begin()
        minutes(10)
        repeat(5) { callEnds(suits = false) }
        assertEquals(0, shown)
        callEnds()
        assertEquals("at the next that does", 1, shown)
    }

    @Test fun p25_a_full_screen_one_now_and_then_in_a_long_call() {
        Google.allowsAds = true
        begin()
        minutes(19)
        advertising.callGoesOn(activity, 19 * 60_000, 30_000)
        assertEquals(0, shown)
        minutes(1)
        advertising.callGoesOn(activity, 20 * 60_000, 1_000)
        assertEquals("not under a finger", 0, shown)
        advertising.callGoesOn(activity, 20 * 60_000, 30_000)
        assertEquals(1, shown)
    }

    @Test fun p25_the_operators_switch_is_obeyed() {
        Google.allowsAds = true
        offered = AppOffers(null, null)
        begin()
        assertEquals(0, place.childCount)
        assertFalse(Google.log.any { it.startsWith("load") || it.startsWith("banner") })
    }

    @Test fun a_server_that_doesnt_answer_means_no_advertising() {
        Google.allowsAds = true
        offered = null
        begin()
        assertEquals(0, place.childCount)
    }

    @Test fun what_wasnt_reached_at_the_start_is_asked_when_there_is_a_network_and_then_no_more() {
        Google.offline = true
        begin()
        advertising.networkIsThere(activity)
        Google.offline = false
        Google.allowsAds = true
        offered = null
        advertising.networkIsThere(activity)
        assertEquals("the server didn't answer", 0, place.childCount)
        offered = AppOffers("banner-unit", null)
        advertising.networkIsThere(activity)
        assertEquals(1, place.childCount)
        Google.log.clear()
        advertising.networkIsThere(activity)
        assertEquals(emptyList<String>(), Google.log)
    }

    @Test fun an_answer_that_comes_after_the_end_starts_nothing() {
        Google.allowsAds = true
        var late: ((AppOffers?) -> Unit)? = null
        val slow = GoogleAdvertising(activity) { late = it }
        slow.begin(activity, place) {}
        slow.end()
        late!!(offered)
        assertEquals(0, place.childCount)
    }

    @Test fun p25_p21_analytics_stay_off_until_the_purposes_are_allowed() {
        val consent = GoogleConsent(activity)
        consent(1, 2, 7)
        assertFalse("measuring wasn't allowed", consent.allowsAnalytics)
        consent(1, 8, 9)
        assertTrue(consent.allowsAnalytics)
        Google.allowsAds = false
        assertFalse(consent.allowsAnalytics)
    }

    @Test fun p21_four_events_are_counted_and_nothing_else_of_them() {
        consent(1, 8, 9)
        begin()
        Google.log.clear()
        everything()
        assertEquals(listOf("event page_view", "event call_start", "event call_match", "event session_length bucket=1_to_5_min"), Google.log)
        advertising.showPrivacyOptions(activity)
        consent(1)
        Google.closeForm.run()
        assertEquals("analytics false", Google.log.last())
        Google.log.clear()
        everything()
        assertEquals(emptyList<String>(), Google.log)
    }

    private fun everything() {
        val events = listOf(VisitEvent.PageView, VisitEvent.CallStart, VisitEvent.CallMatch, VisitEvent.SessionLength("1_to_5_min"))
        for (event in events) advertising.told(event)
    }

    @Test fun p21_nothing_is_counted_while_analytics_are_off() {
        begin()
        everything()
        assertFalse(Google.log.any { it.startsWith("event") || it == "analytics true" })
    }

    private companion object {
        /** Pixels, and of a screen with one to each density-independent pixel. */
        const val WIDTH = 360
    }
}
