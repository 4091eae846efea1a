package app.calln.android.call

import app.calln.android.wire.PageState

/**
 * Follows the caller from search to search, by what the page says. Decides when the microphone's service begins and
 * ends, and how long a call was. Knows nothing of Android; the time is an argument.
 */
class CallProgress(private val listener: Listener) {
    interface Listener {
        /** A search began. The caller has just pressed a button, in view: now, and only now, the service may begin. */
        fun begun()

        /** Another state of search or call. */
        fun changed(state: PageState)

        /** A call is over in which the voices had met. [searching]: the next one may begin any moment. */
        fun callEnded(talkedMillis: Long, searching: Boolean)

        /** Neither search nor call any more. */
        fun over()
    }

    private var state: PageState = PageState.Idle
    private var connectedAt: Long? = null

    /** The page says where the caller stands. [now]: milliseconds of a monotonic clock. */
    fun heard(next: PageState, now: Long) {
        if (next == state) return
        val before = state
        state = next
        val talking = next is PageState.Call && next.connected
        val since = connectedAt
        if (talking && since == null) connectedAt = now
        if (next !is PageState.Call && since != null) {
            connectedAt = null
            listener.callEnded(now - since, searching = next == PageState.Searching)
        }
        if (next == PageState.Idle) return listener.over()
        if (before == PageState.Idle) listener.begun()
        listener.changed(next)
    }

    /** The page is gone, and its call with it. */
    fun lost(now: Long) = heard(PageState.Idle, now)

    /** How long the voices have met, in milliseconds; null while they haven't. */
    fun talkedMillis(now: Long): Long? = connectedAt?.let { now - it }

    /** Whether the microphone is needed. */
    val active: Boolean get() = state != PageState.Idle

    val inCall: Boolean get() = state is PageState.Call
}
