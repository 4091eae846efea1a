package app.calln.android.wire

import org.json.JSONArray
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Against samples that `cargo xtask wire` writes from the Rust types: src/test/resources/messages.json. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [36])
class WireTest {
    private val samples = JSONObject(javaClass.getResource("/messages.json")!!.readText())

    private fun JSONArray.objects() = (0 until length()).map(::getJSONObject)

    @Test fun the_version_is_the_pages() = assertEquals(samples.getInt("version"), FromApp.VERSION)

    @Test fun every_message_of_the_page_is_understood() {
        val read = samples.getJSONArray("from_page").objects().map { it to FromPage.parse(it.toString()) }
        for ((sample, message) in read) assertNotNull("$sample", message)
        val expected = listOf(
            FromPage.Ready(1),
            FromPage.State(PageState.Idle),
            FromPage.State(PageState.Searching),
            FromPage.State(PageState.Call("FR", connected = true, muted = false)),
            FromPage.State(PageState.Call(null, connected = false, muted = true)),
            FromPage.ChooseRoute("7"),
            FromPage.ShowPrivacyOptions,
            FromPage.ShowAppSettings,
            FromPage.KeepCall("{\"call\":\"c\"}"),
            FromPage.KeepCall(null),
            FromPage.Visit(VisitEvent.PageView),
            FromPage.Visit(VisitEvent.CallStart),
            FromPage.Visit(VisitEvent.CallMatch),
            FromPage.Visit(VisitEvent.SessionLength("1_to_5_min")),
        )
        assertEquals(expected, read.map { it.second })
    }

    @Test fun every_message_of_the_app_is_what_the_page_expects() {
        val said = listOf(
            FromApp.Hello(privacyOptions = true),
            FromApp.Hello(privacyOptions = false, keptCall = "{}"),
            FromApp.PrivacyOptions(offered = false),
            FromApp.Pressed(Command.MUTE),
            FromApp.Pressed(Command.UNMUTE),
            FromApp.Pressed(Command.HANG_UP),
            FromApp.Pressed(Command.NEXT),
            FromApp.Routes(
                listOf(
                    SoundRoute("1", SoundRoute.Kind.EARPIECE, null),
                    SoundRoute("2", SoundRoute.Kind.SPEAKER, null),
                    SoundRoute("3", SoundRoute.Kind.WIRED, "Cable"),
                    SoundRoute("4", SoundRoute.Kind.BLUETOOTH, "Buds"),
                ),
                chosen = "4",
            ),
            FromApp.Routes(emptyList(), chosen = null),
            FromApp.Held(held = true),
            FromApp.Visible(visible = false),
        )
        val samples = samples.getJSONArray("from_app").objects()
        assertEquals(samples.map(::canonical), said.map { canonical(JSONObject(it.toJson())) })
    }

    @Test fun what_the_server_offers_is_understood() {
        val read = samples.getJSONArray("offers").objects().map { AppOffers.parse(it.toString()) }
        val full = AppOffers("ca-app-pub-1/2", AppOffers.FullScreen("ca-app-pub-1/3", everyCalls = 3, everyCallMinutes = 0))
        assertEquals(listOf(AppOffers(null, null), full), read)
        for (text in listOf("", "[]", "<html>", """{"full_screen":{"unit":"x"}}""")) assertEquals(text, null, AppOffers.parse(text))
    }

    /** By name, so that the order in which a map has its members doesn't count. */
    private fun canonical(value: Any?): String = when (value) {
        is JSONObject -> value.keys().asSequence().sorted().joinToString(",", "{", "}") { "$it:${canonical(value.get(it))}" }
        is JSONArray -> (0 until value.length()).joinToString(",", "[", "]") { canonical(value.get(it)) }
        else -> "$value"
    }
}
