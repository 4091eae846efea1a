package app.calln.android.ads

import android.app.Activity
import android.content.Context
import android.os.SystemClock
import android.view.ViewGroup
import app.calln.android.wire.AppOffers
import app.calln.android.wire.VisitEvent
import com.google.android.gms.ads.MobileAds

/**
 * AdMob and Firebase Analytics, in this order: the consent's question, the operator's numbers, then Google. Nothing is
 * asked of either before the answer, and what a later answer takes back stops at once. Advertising is muted, always:
 * a call is going on.
 */
internal class GoogleAdvertising(
    context: Context,
    private val fetchOffers: ((AppOffers?) -> Unit) -> Unit,
) : Advertising {
    private val consent = GoogleConsent(context)
    private val analytics = VisitAnalytics(context)
    private var offers: AppOffers? = null
    private var banner: Banner? = null
    private var fullScreen: FullScreenAd? = null
    private var changed: () -> Unit = {}
    private var place: ViewGroup? = null
    private var initialized = false
    /** Whether Google or the operator's server has given no answer. */
    private var unreached = false

    override fun bannerHeight(context: Context, width: Int): Int = bannerSize(context, width).getHeightInPixels(context)

    override fun begin(activity: Activity, place: ViewGroup, changed: () -> Unit) {
        this.place = place
        this.changed = changed
        ask(activity)
    }

    override fun networkIsThere(activity: Activity) {
        if (unreached) ask(activity)
    }

    private fun ask(activity: Activity) {
        unreached = false
        consent.ask(activity) { reached ->
            unreached = !reached
            answered(activity)
        }
    }

    override val offersPrivacyOptions: Boolean get() = consent.offersOptions

    override fun showPrivacyOptions(activity: Activity) = consent.showOptions(activity) { answered(activity) }

    override fun told(event: VisitEvent) = analytics.told(event)

    override fun callEnded(activity: Activity, talkedMillis: Long, suits: Boolean) {
        fullScreen?.callEnded(activity, SystemClock.elapsedRealtime(), talkedMillis, suits)
    }

    override fun callGoesOn(activity: Activity, talkedMillis: Long, quietMillis: Long) {
        fullScreen?.callGoesOn(activity, SystemClock.elapsedRealtime(), talkedMillis, quietMillis)
    }

    override fun end() {
        stopAds()
        place = null
        changed = {}
    }

    /** The first answer, or another one. */
    private fun answered(activity: Activity) {
        changed()
        analytics.allowed = consent.allowsAnalytics
        if (!consent.allowsAds) return stopAds()
        if (offers != null) return startAds(activity)
        fetchOffers { fetched ->
            offers = fetched
            if (fetched == null) unreached = true
            // The answer may have changed meanwhile, and the screen may be gone.
            if (consent.allowsAds && place != null) startAds(activity)
        }
    }

    private fun startAds(activity: Activity) {
        val offers = offers ?: return
        val place = place ?: return
        if (!initialized) {
            initialized = true
            // In this order: AdMob throws where it is told of the volume before it is initialized, and what loads after
            // these is muted.
            MobileAds.initialize(activity) {}
            MobileAds.setAppMuted(true)
            MobileAds.setAppVolume(0f)
        }
        if (banner == null) banner = offers.banner?.let { Banner(activity, place, it) }
        if (fullScreen == null) fullScreen = offers.fullScreen?.let { FullScreenAd(activity, it) }
    }

    private fun stopAds() {
        banner?.remove()
        banner = null
        fullScreen?.forget()
        fullScreen = null
    }
}
