package app.calln.android.ads

import android.app.Activity
import android.view.ViewGroup
import com.google.android.gms.ads.AdRequest
import com.google.android.gms.ads.AdSize
import com.google.android.gms.ads.AdView

/** The banner, in a place that is exactly as high. */
internal class Banner(activity: Activity, private val place: ViewGroup, unit: String) {
    private val view = AdView(activity).apply {
        adUnitId = unit
        val width = activity.resources.configuration.screenWidthDp
        setAdSize(AdSize.getCurrentOrientationAnchoredAdaptiveBannerAdSize(activity, width))
        loadAd(AdRequest.Builder().build())
    }

    init {
        place.addView(view)
    }

    fun remove() {
        place.removeView(view)
        view.destroy()
    }
}
