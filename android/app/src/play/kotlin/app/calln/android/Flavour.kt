package app.calln.android

import android.content.Context
import app.calln.android.ads.Advertising
import app.calln.android.ads.GoogleAdvertising
import app.calln.android.ads.fetchOffers

/** Google's: AdMob, UMP and Firebase Analytics. */
internal fun advertising(context: Context): Advertising {
    val origin = (context.applicationContext as CallnApplication).origin
    return GoogleAdvertising(context) { taken -> fetchOffers(origin, taken) }
}
