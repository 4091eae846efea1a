package app.calln.android.call

import app.calln.android.wire.Command
import app.calln.android.wire.PageState

/**
 * The one search or call of this process: what the activity, which holds the page, and the service, which holds the
 * microphone's permission, know of each other. Lives in the [app.calln.android.CallnApplication].
 */
class OngoingCall {
    /** Where the caller stands, and since when the voices have met: milliseconds of `System.currentTimeMillis`. */
    data class Status(val state: PageState, val talkingSince: Long?)

    /** The service, while it is in the foreground. */
    var observer: ((Status) -> Unit)? = null

    /** Whether the microphone's service is there, so that the caller is heard out of view too. */
    val served: Boolean get() = observer != null

    /** The page, while there is one. */
    var page: ((Command) -> Unit)? = null

    var status = IDLE
        private set

    fun change(next: Status) {
        status = next
        observer?.invoke(next)
    }

    /** A button outside of the page was pressed. Without a page there is no call: what is left of it ends. */
    fun press(command: Command) {
        page?.invoke(command) ?: change(IDLE)
    }

    companion object {
        val IDLE = Status(PageState.Idle, null)
    }
}
