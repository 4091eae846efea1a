package app.calln.android

import android.content.Context
import app.calln.android.ads.Advertising
import app.calln.android.ads.NoAdvertising

/** Nothing of Google's. */
internal fun advertising(@Suppress("UNUSED_PARAMETER") context: Context): Advertising = NoAdvertising
