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
    private val choice = RouteChoice()

    @Test fun a_headset_else_the_ear_else_the_loudspeaker() {
        assertEquals(bluetooth, choice.of(listOf(speaker, earpiece, wired, bluetooth)))
        assertEquals(wired, choice.of(listOf(speaker, earpiece, wired)))
        assertEquals(earpiece, choice.of(listOf(speaker, earpiece)))
        assertEquals(speaker, choice.of(listOf(speaker)))
        assertNull(choice.of(emptyList()))
    }

    @Test fun the_callers_choice_while_it_is_there() {
        choice.choose("2", listOf(speaker, earpiece, bluetooth))
        repeat(3) { assertEquals(speaker, choice.of(listOf(speaker, earpiece, bluetooth))) }
        assertEquals(bluetooth, choice.of(listOf(earpiece, bluetooth)))
        assertEquals("and again when it is back", speaker, choice.of(listOf(speaker, earpiece, bluetooth)))
    }

    @Test fun a_headset_that_is_put_on_later_is_meant_for_it() {
        choice.choose("2", listOf(speaker, earpiece, wired))
        assertEquals(bluetooth, choice.of(listOf(speaker, earpiece, wired, bluetooth)))
        assertEquals("the choice is over", wired, choice.of(listOf(speaker, earpiece, wired)))
    }

    @Test fun one_that_is_taken_off_and_put_on_again_is_put_on() {
        choice.choose("2", listOf(speaker, earpiece, wired))
        assertEquals(speaker, choice.of(listOf(speaker, earpiece)))
        assertEquals(wired, choice.of(listOf(speaker, earpiece, wired)))
    }

    @Test fun what_isnt_there_cant_be_chosen() {
        choice.choose("9", listOf(speaker, earpiece))
        assertEquals(earpiece, choice.of(listOf(speaker, earpiece, SoundRoute("9", Kind.SPEAKER, null))))
    }
}
