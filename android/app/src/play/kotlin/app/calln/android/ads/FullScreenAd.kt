package app.calln.android.ads

import android.app.Activity
import android.os.Handler
import android.os.Looper
import android.os.SystemClock
import app.calln.android.wire.AppOffers
import com.google.android.gms.ads.AdError
import com.google.android.gms.ads.AdRequest
import com.google.android.gms.ads.FullScreenContentCallback
import com.google.android.gms.ads.LoadAdError
import com.google.android.gms.ads.interstitial.InterstitialAd
import com.google.android.gms.ads.interstitial.InterstitialAdLoadCallback

/** Full-screen advertising: one is kept ready, [AdPolicy] says when it comes. Times are milliseconds of a monotonic clock. */
internal class FullScreenAd(private val activity: Activity, private val offer: AppOffers.FullScreen) {
    private val policy = AdPolicy(offer)
    private val retries = Handler(Looper.getMainLooper())
    private var ready: InterstitialAd? = null
    private var readyAt = 0L
    private var failures = 0
    /** Whether one is on its way, or will be asked for again. */
    private var loading = false
    private var forgotten = false

    init {
        load()
    }

    fun callEnded(activity: Activity, now: Long, talkedMillis: Long, suits: Boolean) {
        // One that is due at a moment that doesn't suit comes at the next end that does.
        if (policy.callEnded(now, talkedMillis) && suits) show(activity, now)
    }

    fun callGoesOn(activity: Activity, now: Long, talkedMillis: Long, quietMillis: Long) {
        if (policy.callGoesOn(now, talkedMillis, quietMillis)) show(activity, now)
    }

    /** What has been loaded isn't shown any more. */
    fun forget() {
        forgotten = true
        ready = null
        retries.removeCallbacksAndMessages(null)
    }

    private fun show(activity: Activity, now: Long) {
        val ad = ready?.takeIf { now - readyAt < LIFE_MILLIS } ?: return load()
        ready = null
        policy.shown(now)
        ad.fullScreenContentCallback = object : FullScreenContentCallback() {
            override fun onAdDismissedFullScreenContent() = load()

            override fun onAdFailedToShowFullScreenContent(error: AdError) = load()
        }
        ad.show(activity)
    }

    private fun load() {
        if (loading) return
        failures = 0
        ask()
    }

    private fun ask() {
        if (forgotten) return
        loading = true
        InterstitialAd.load(activity, offer.unit, AdRequest.Builder().build(), object : InterstitialAdLoadCallback() {
            override fun onAdLoaded(ad: InterstitialAd) {
                loading = false
                if (forgotten) return
                ready = ad
                readyAt = SystemClock.elapsedRealtime()
            }

            override fun onAdFailedToLoad(error: LoadAdError) {
                loading = failures < MAX_RETRIES
                if (loading && !forgotten) retries.postDelayed(::ask, FIRST_RETRY_MILLIS shl failures++)
            }
        })
    }

    private companion object {
        /** Each wait is twice the one before: the last is 16 minutes. After it, the next moment for one asks again. */
        const val FIRST_RETRY_MILLIS = 30_000L
        const val MAX_RETRIES = 6

        /** Google shows none that is older than an hour. */
        const val LIFE_MILLIS = 60 * 60_000L
    }
}
