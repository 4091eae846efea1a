package app.calln.android.ads

import android.app.Activity
import app.calln.android.wire.AppOffers
import com.google.android.gms.ads.AdError
import com.google.android.gms.ads.AdRequest
import com.google.android.gms.ads.FullScreenContentCallback
import com.google.android.gms.ads.interstitial.InterstitialAd
import com.google.android.gms.ads.interstitial.InterstitialAdLoadCallback

/** Full-screen advertising: one is kept ready, [AdPolicy] says when it comes. */
internal class FullScreenAd(private val activity: Activity, private val offer: AppOffers.FullScreen) {
    private val policy = AdPolicy(offer)
    private var ready: InterstitialAd? = null
    private var forgotten = false

    init {
        load()
    }

    fun callEnded(activity: Activity, now: Long, talkedMillis: Long, searching: Boolean) {
        val due = policy.callEnded(now, talkedMillis)
        // Nobody is met behind an advertisement: it comes after the last call of a row.
        if (due && !searching) show(activity, now)
    }

    fun callGoesOn(activity: Activity, now: Long, talkedMillis: Long, quietMillis: Long) {
        if (policy.callGoesOn(now, talkedMillis, quietMillis)) show(activity, now)
    }

    /** What has been loaded isn't shown any more. */
    fun forget() {
        forgotten = true
        ready = null
    }

    private fun show(activity: Activity, now: Long) {
        val ad = ready ?: return
        ready = null
        policy.shown(now)
        ad.fullScreenContentCallback = object : FullScreenContentCallback() {
            override fun onAdDismissedFullScreenContent() = load()

            override fun onAdFailedToShowFullScreenContent(error: AdError) = load()
        }
        ad.show(activity)
    }

    private fun load() {
        if (forgotten) return
        InterstitialAd.load(activity, offer.unit, AdRequest.Builder().build(), object : InterstitialAdLoadCallback() {
            override fun onAdLoaded(ad: InterstitialAd) {
                if (!forgotten) ready = ad
            }
        })
    }
}
