package app.calln.android.ads

import app.calln.android.wire.AppOffers

/**
 * When full-screen advertising may come: after so many ended calls, and in a long call after so many minutes, at a
 * moment when nobody is about to press anything. Decides, shows nothing. Knows nothing of Android; times are
 * milliseconds of a monotonic clock.
 */
class AdPolicy(private val offer: AppOffers.FullScreen) {
    private var calls = 0
    private var lastShown: Long? = null

    /** A call ended. True: show one now. */
    fun callEnded(now: Long, talkedMillis: Long): Boolean {
        if (offer.everyCalls == 0) return false
        // Who was skipped at once had no call to pay for.
        if (talkedMillis >= SHORTEST_CALL_MILLIS) calls++
        return calls >= offer.everyCalls && rested(now, SHORTEST_GAP_MILLIS)
    }

    /** A call goes on, in view. True: show one now. */
    fun callGoesOn(now: Long, talkedMillis: Long, quietMillis: Long): Boolean {
        if (offer.everyCallMinutes == 0) return false
        val gap = maxOf(offer.everyCallMinutes * MINUTE_MILLIS, SHORTEST_GAP_MILLIS)
        return talkedMillis >= gap && rested(now, gap) && quietMillis >= QUIET_MILLIS
    }

    /** One was shown. What wasn't there to show doesn't count, and is tried at the next moment. */
    fun shown(now: Long) {
        lastShown = now
        calls = 0
    }

    private fun rested(now: Long, gap: Long): Boolean = lastShown.let { it == null || now - it >= gap }

    companion object {
        private const val MINUTE_MILLIS = 60_000L

        /** Less was no talk. */
        const val SHORTEST_CALL_MILLIS = 20_000L

        /** Two that follow each other sooner drive callers away, and Google's policy frowns on them. */
        const val SHORTEST_GAP_MILLIS = 3 * MINUTE_MILLIS

        /** A finger that was just there may be about to press again, and would press the advertisement. */
        const val QUIET_MILLIS = 10_000L
    }
}
