package app.calln.android

import android.app.Application
import app.calln.android.ads.Advertising
import app.calln.android.audio.RouteChoice
import app.calln.android.call.OngoingCall
import app.calln.android.page.Origin

/** What activity and service share. */
open class CallnApplication : Application() {
    val call = OngoingCall()
    val routeChoice = RouteChoice()

    /** From `android/calln.properties`. */
    val origin: Origin by lazy { Origin(getString(R.string.origin)) }

    /** The flavour's. Tests have their own. */
    open fun advertising(): Advertising = advertising(this)
}
