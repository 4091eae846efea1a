package app.calln.android.wire

import app.calln.android.OnBothAndroids
import java.util.Random
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** The port is handed to the operator's page alone; what comes through it is distrusted all the same. */
class HostileMessagesTest : OnBothAndroids() {
    private val samples = javaClass.getResource("/messages.json")!!.readText()

    @Test fun what_isnt_a_message_is_none() {
        val hostile = listOf(
            "", " ", "null", "[]", "\"state\"", "{", "{}", "{\"type\":null}", "{\"type\":7}", "{\"type\":\"State\"}",
            "{\"type\":\"state\"}", "{\"type\":\"state\",\"state\":null}", "{\"type\":\"state\",\"state\":{\"at\":\"call\"}}",
            "{\"type\":\"state\",\"state\":{\"at\":\"call\",\"connected\":1,\"muted\":0}}", "{\"type\":\"choose_route\",\"route\":{}}",
            "{\"type\":\"visit\",\"event\":{\"name\":\"chat\",\"text\":\"hello\"}}", "{\"type\":\"ready\",\"version\":\"1\"}",
            "{\"type\":\"visit\",\"event\":{\"name\":\"session_length\",\"bucket\":\"59 s with FR\"}}",
            "[".repeat(1_000), "{\"a\":".repeat(200), "x".repeat(1_000_000), "\u0000", "\ud800",
        )
        for (text in hostile) assertNull(text.take(80), FromPage.parse(text))
    }

    @Test fun nothing_but_the_code_of_a_country_reaches_the_notification() {
        for (country in listOf("fr", "FRA", "Your bank: call 0900", "F\u202eR", "", "12")) {
            val json = org.json.JSONObject().put("at", "call").put("country", country).put("connected", true).put("muted", false)
            assertEquals(PageState.Call(null, connected = true, muted = false), PageState.of(json))
        }
    }

    /** Samples with bytes changed, doubled and lost: nothing throws, and the app is where it was. */
    @Test fun mutated_messages_break_nothing() {
        val app = launch().loadPage()
        val random = Random(17)
        val seeds = samples.lines().filter { it.isNotBlank() } + org.json.JSONObject(samples).getJSONArray("from_page").let { all ->
            (0 until all.length()).map { all.getJSONObject(it).toString() }
        }
        repeat(5_000) {
            val text = StringBuilder(seeds[random.nextInt(seeds.size)])
            repeat(1 + random.nextInt(4)) {
                if (text.isEmpty()) return@repeat
                val at = random.nextInt(text.length)
                when (random.nextInt(4)) {
                    0 -> text.deleteCharAt(at)
                    1 -> text.setCharAt(at, random.nextInt(0x3000).toChar())
                    2 -> text.insert(at, text.substring(at))
                    else -> text.insert(at, "{[\"\\:,]}"[random.nextInt(8)])
                }
            }
            val message = FromPage.parse(text.toString())
            if (message is FromPage.State && message.state is PageState.Call) assertTrue(message.state.country?.length ?: 2 == 2)
        }
        assertFalse(app.activity.conduct.active)
        assertFalse(app.activity.isFinishing)
        app.search()
        assertTrue("it still listens", app.activity.conduct.active)
    }

    @Test fun another_version_isnt_spoken_to() {
        val app = launch()
        org.robolectric.Shadows.shadowOf(app.page).webViewClient.onPageFinished(app.page, "https://calln.example/")
        app.say("""{"type":"ready","version":2}""")
        app.search()
        assertFalse(app.activity.conduct.active)
        assertEquals(emptyList<Any>(), app.heard())
    }

    @Test fun nothing_counts_before_the_greeting() {
        val app = launch()
        org.robolectric.Shadows.shadowOf(app.page).webViewClient.onPageFinished(app.page, "https://calln.example/")
        app.search()
        assertFalse(app.activity.conduct.active)
    }
}
