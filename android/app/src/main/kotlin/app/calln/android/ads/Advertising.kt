package app.calln.android.ads

import android.app.Activity
import android.content.Context
import android.view.ViewGroup
import app.calln.android.wire.VisitEvent

/**
 * Advertising, its consent, and analytics: what the flavours differ in. Each has one `advertising()`; that of `plain`
 * is [NoAdvertising], and nothing of Google's is in its package.
 */
interface Advertising {
    /** How high a banner of this width is, both in pixels. Kept free from the first moment, so that no control moves. */
    fun bannerHeight(context: Context, width: Int): Int

    /** Asks for consent where the law asks for it, and only then for advertising. [changed]: [offersPrivacyOptions] has. */
    fun begin(activity: Activity, place: ViewGroup, changed: () -> Unit)

    /** The page has loaded, so there is a network: what could not be asked without one is asked now. */
    fun networkIsThere(activity: Activity)

    /** Whether the page is to offer "Privacy options". */
    val offersPrivacyOptions: Boolean

    fun showPrivacyOptions(activity: Activity)

    /** Counts, with consent. */
    fun told(event: VisitEvent)

    /** A call ended: it counts. [suits]: whether full-screen advertising may come at this moment. */
    fun callEnded(activity: Activity, talkedMillis: Long, suits: Boolean)

    /** Asked now and then in a call, at moments that suit. [quietMillis]: how long nobody has touched the phone. */
    fun callGoesOn(activity: Activity, talkedMillis: Long, quietMillis: Long)

    fun end()
}

object NoAdvertising : Advertising {
    override fun bannerHeight(context: Context, width: Int) = 0
    override fun begin(activity: Activity, place: ViewGroup, changed: () -> Unit) = Unit
    override fun networkIsThere(activity: Activity) = Unit
    override val offersPrivacyOptions = false
    override fun showPrivacyOptions(activity: Activity) = Unit
    override fun told(event: VisitEvent) = Unit
    override fun callEnded(activity: Activity, talkedMillis: Long, suits: Boolean) = Unit
    override fun callGoesOn(activity: Activity, talkedMillis: Long, quietMillis: Long) = Unit
    override fun end() = Unit
}
