package app.calln.android.ads

import app.calln.android.wire.AppOffers
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class AdPolicyTest {
    private val minute = 60_000L
    private fun policy(calls: Int = 3, minutes: Int = 20) = AdPolicy(AppOffers.FullScreen("unit", calls, minutes))

    @Test fun p25_after_as_many_ended_calls_as_the_operator_says() {
        val policy = policy()
        assertFalse(policy.callEnded(1 * minute, talkedMillis = minute))
        assertFalse("that was no talk", policy.callEnded(2 * minute, talkedMillis = 5_000))
        assertFalse(policy.callEnded(3 * minute, talkedMillis = minute))
        assertTrue(policy.callEnded(4 * minute, talkedMillis = minute))
    }

    @Test fun p25_now_and_then_in_a_long_call() {
        val policy = policy()
        assertFalse(policy.callGoesOn(now = 19 * minute, talkedMillis = 19 * minute, quietMillis = minute))
        assertTrue(policy.callGoesOn(now = 20 * minute, talkedMillis = 20 * minute, quietMillis = minute))
        policy.shown(now = 20 * minute)
        assertFalse(policy.callGoesOn(now = 39 * minute, talkedMillis = 39 * minute, quietMillis = minute))
        assertTrue(policy.callGoesOn(now = 40 * minute, talkedMillis = 40 * minute, quietMillis = minute))
    }

    @Test fun never_under_a_finger_that_is_about_to_press() {
        assertFalse(policy().callGoesOn(now = 30 * minute, talkedMillis = 30 * minute, quietMillis = 9_999))
    }

    @Test fun never_two_within_three_minutes() {
        val policy = policy(calls = 1, minutes = 1)
        policy.shown(now = 0)
        assertFalse(policy.callEnded(now = 3 * minute - 1, talkedMillis = minute))
        assertFalse(policy.callGoesOn(now = 3 * minute - 1, talkedMillis = 10 * minute, quietMillis = minute))
        assertTrue(policy.callEnded(now = 3 * minute, talkedMillis = minute))
    }

    @Test fun what_could_not_be_shown_is_tried_at_the_next_end() {
        val policy = policy()
        repeat(3) { policy.callEnded(now = it * minute, talkedMillis = minute) }
        assertTrue(policy.callEnded(now = 4 * minute, talkedMillis = 1_000))
    }

    @Test fun the_operator_switches_each_off() {
        val never = policy(calls = 0, minutes = 0)
        repeat(100) {
            val now = it * 10 * minute
            assertFalse(never.callEnded(now, talkedMillis = 10 * minute))
            assertFalse(never.callGoesOn(now, talkedMillis = now, quietMillis = minute))
        }
    }
}
