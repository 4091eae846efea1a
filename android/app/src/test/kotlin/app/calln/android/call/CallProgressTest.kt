package app.calln.android.call

import app.calln.android.wire.PageState
import app.calln.android.wire.PageState.Call
import app.calln.android.wire.PageState.Idle
import app.calln.android.wire.PageState.Searching
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Test

class CallProgressTest {
    private val log = mutableListOf<String>()
    private val progress = CallProgress(object : CallProgress.Listener {
        override fun begun() { log += "begun" }
        override fun changed(state: PageState) { log += state.javaClass.simpleName }
        override fun callEnded(talkedMillis: Long, searching: Boolean) { log += "ended $talkedMillis" + if (searching) ", searching" else "" }
        override fun over() { log += "over" }
    })
    private val connecting = Call("FR", connected = false, muted = false)
    private val talking = Call("FR", connected = true, muted = false)

    private fun hear(vararg said: Pair<PageState, Long>) = said.forEach { (state, now) -> progress.heard(state, now) }

    @Test fun a_call_from_search_to_end() {
        hear(Idle to 0, Searching to 1, Searching to 2, connecting to 5, talking to 10, talking to 11, Idle to 100)
        assertEquals(listOf("begun", "Searching", "Call", "Call", "ended 90", "over"), log)
    }

    @Test fun next_goes_on_without_a_new_beginning() {
        hear(Searching to 0, talking to 10, Searching to 30, talking to 40, Idle to 50)
        assertEquals(listOf("begun", "Searching", "Call", "ended 20, searching", "Searching", "Call", "ended 10", "over"), log)
    }

    @Test fun voices_that_never_met_were_no_call() {
        hear(Searching to 0, connecting to 10, Idle to 30)
        assertEquals(listOf("begun", "Searching", "Call", "over"), log)
    }

    @Test fun a_reconnection_doesnt_begin_the_time_anew() {
        hear(Searching to 0, talking to 10, connecting to 20, talking to 30)
        assertEquals(90L, progress.talkedMillis(100))
    }

    @Test fun a_page_that_goes_takes_its_call_with_it_once() {
        hear(Searching to 0, talking to 10)
        progress.lost(20)
        progress.lost(21)
        assertEquals(listOf("begun", "Searching", "Call", "ended 10", "over"), log)
        assertFalse(progress.active)
        assertNull(progress.talkedMillis(30))
    }
}
