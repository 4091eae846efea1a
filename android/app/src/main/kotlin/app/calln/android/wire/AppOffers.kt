package app.calln.android.wire

import org.json.JSONException
import org.json.JSONObject

/** What the operator has switched on in the app: `AppOffers` in `crates/calln-wire/src/app.rs`, from `/api/app`. */
data class AppOffers(val banner: String?, val fullScreen: FullScreen?) {
    /** Zero turns one of the two moments off. */
    data class FullScreen(val unit: String, val everyCalls: Int, val everyCallMinutes: Int)

    companion object {
        /** Null where the text isn't that. */
        fun parse(text: String): AppOffers? = try {
            val json = JSONObject(text)
            AppOffers(json.text("banner"), json.optJSONObject("full_screen")?.let(::fullScreen))
        } catch (_: JSONException) {
            null
        }

        private fun fullScreen(json: JSONObject) = FullScreen(
            unit = json.getString("unit"),
            everyCalls = json.getInt("every_calls").coerceAtLeast(0),
            everyCallMinutes = json.getInt("every_call_minutes").coerceAtLeast(0),
        )
    }
}
