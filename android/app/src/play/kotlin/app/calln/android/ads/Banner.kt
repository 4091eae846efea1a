package app.calln.android.ads

import android.app.Activity
import android.content.Context
import android.os.Handler
import android.os.Looper
import android.view.View
import android.view.ViewGroup
import com.google.android.gms.ads.AdRequest
import com.google.android.gms.ads.AdSize
import com.google.android.gms.ads.AdView

/** The banner, as wide as its place. Where the place gets another width, as in a phone that is turned, it is another one. */
internal class Banner(
    private val activity: Activity,
    private val place: ViewGroup,
    private val unit: String,
) : View.OnLayoutChangeListener {
    private var view: AdView? = null
    private var width = 0
    private val main = Handler(Looper.getMainLooper())

    init {
        place.addOnLayoutChangeListener(this)
        fit()
    }

    fun remove() {
        place.removeOnLayoutChangeListener(this)
        main.removeCallbacksAndMessages(null)
        drop()
    }

    override fun onLayoutChange(
        place: View, left: Int, top: Int, right: Int, bottom: Int, oldLeft: Int, oldTop: Int, oldRight: Int, oldBottom: Int,
    ) {
        // Amid a layout nothing can be put into it.
        if (right - left != width) main.post(::fit)
    }

    private fun fit() {
        if (place.width == 0 || place.width == width) return
        width = place.width
        drop()
        view = AdView(activity).apply {
            adUnitId = unit
            setAdSize(bannerSize(activity, this@Banner.width))
            loadAd(AdRequest.Builder().build())
            place.addView(this)
        }
    }

    private fun drop() {
        place.removeView(view ?: return)
        view?.destroy()
        view = null
    }
}

/** The size of a banner in a place of this width in pixels, the phone held as it is. */
internal fun bannerSize(context: Context, width: Int): AdSize {
    val density = context.resources.displayMetrics.density
    return AdSize.getCurrentOrientationAnchoredAdaptiveBannerAdSize(context, (width / density).toInt())
}
