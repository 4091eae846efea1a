package app.calln.android.audio

import app.calln.android.wire.SoundRoute
import app.calln.android.wire.SoundRoute.Kind
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class RouteChoiceTest {
    private val earpiece = SoundRoute("1", Kind.EARPIECE, null)
    private val speaker = SoundRoute("2", Kind.SPEAKER, null)
    private val wired = SoundRoute("3", Kind.WIRED, null)
    private val bluetooth = SoundRoute("4", Kind.BLUETOOTH, "Buds")

    @Test fun a_headset_else_the_ear_else_the_loudspeaker() {
        assertEquals(bluetooth, RouteChoice.of(listOf(speaker, earpiece, wired, bluetooth), null))
        assertEquals(wired, RouteChoice.of(listOf(speaker, earpiece, wired), null))
        assertEquals(earpiece, RouteChoice.of(listOf(speaker, earpiece), null))
        assertEquals(speaker, RouteChoice.of(listOf(speaker), null))
        assertNull(RouteChoice.of(emptyList(), null))
    }

    @Test fun the_callers_choice_while_it_is_there() {
        assertEquals(speaker, RouteChoice.of(listOf(speaker, earpiece, bluetooth), "2"))
        assertEquals(bluetooth, RouteChoice.of(listOf(earpiece, bluetooth), "2"))
    }
}
