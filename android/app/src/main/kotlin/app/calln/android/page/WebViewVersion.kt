package app.calln.android.page

/**
 * Whether the system's WebView is new enough for the page. Chromium 90 is the first that has all of it; Android 8.0 came
 * with 58, and updates itself where Google Play is. Knows nothing of Android.
 */
object WebViewVersion {
    private const val OLDEST = 90

    /** [name]: as `125.0.6422.53`. One that can't be read isn't held against the caller: the page finds out itself. */
    fun suffices(name: String?): Boolean = (name?.substringBefore('.')?.toIntOrNull() ?: OLDEST) >= OLDEST
}
