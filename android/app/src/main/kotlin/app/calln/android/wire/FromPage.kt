package app.calln.android.wire

import org.json.JSONException
import org.json.JSONObject

/**
 * What the page says to the app: `FromPage` in `crates/calln-wire/src/app.rs`. The tests read samples that are written
 * from there.
 */
sealed interface FromPage {
    data class Ready(val version: Int) : FromPage
    data class State(val state: PageState) : FromPage
    data class ChooseRoute(val route: String) : FromPage
    data object ShowPrivacyOptions : FromPage
    data object ShowAppSettings : FromPage
    /** [call] brings the page back into its call, and is nobody's to read but the page's; null where no call is on. */
    data class KeepCall(val call: String?) : FromPage
    data class Visit(val event: VisitEvent) : FromPage

    companion object {
        /** Longer texts aren't read: the longest message, what is kept of a call, has some 700 characters. */
        const val MAX_LENGTH = 1_024

        /** Null for anything that isn't a message, or isn't one that this app knows. Never throws. */
        fun parse(text: String): FromPage? {
            if (text.length > MAX_LENGTH) return null
            return try {
                message(JSONObject(text))
            } catch (_: JSONException) {
                null
            } catch (_: StackOverflowError) {
                // The framework's parser recurses into brackets.
                null
            }
        }

        private fun message(json: JSONObject): FromPage? = when (json.text("type")) {
            "ready" -> (json.opt("version") as? Int)?.let(::Ready)
            "state" -> json.optJSONObject("state")?.let(PageState::of)?.let(::State)
            "choose_route" -> json.text("route")?.let(::ChooseRoute)
            "show_privacy_options" -> ShowPrivacyOptions
            "show_app_settings" -> ShowAppSettings
            "keep_call" -> if (json.isNull("call")) KeepCall(null) else json.text("call")?.let(::KeepCall)
            "visit" -> json.optJSONObject("event")?.let(VisitEvent::of)?.let(::Visit)
            else -> null
        }
    }
}

/** Where the caller stands. */
sealed interface PageState {
    data object Idle : PageState
    data object Searching : PageState

    /** [country]: ISO 3166-1 alpha-2, null where it isn't known. */
    data class Call(val country: String?, val connected: Boolean, val muted: Boolean) : PageState

    companion object {
        private val COUNTRY = Regex("[A-Z]{2}")

        internal fun of(json: JSONObject): PageState? = when (json.text("at")) {
            "idle" -> Idle
            "searching" -> Searching
            "call" -> {
                val connected = json.opt("connected") as? Boolean
                val muted = json.opt("muted") as? Boolean
                // The country ends up in a notification: nothing but a code does.
                val country = json.text("country")?.takeIf(COUNTRY::matches)
                if (connected == null || muted == null) null else Call(country, connected, muted)
            }
            else -> null
        }
    }
}

/** What analytics may be told: these four, and nothing else can be said. */
sealed interface VisitEvent {
    data object PageView : VisitEvent
    data object CallStart : VisitEvent
    data object CallMatch : VisitEvent
    data class SessionLength(val bucket: String) : VisitEvent

    companion object {
        private val BUCKETS = setOf("under_1_min", "1_to_5_min", "5_to_20_min", "20_to_60_min", "over_60_min")

        internal fun of(json: JSONObject): VisitEvent? = when (json.text("name")) {
            "page_view" -> PageView
            "call_start" -> CallStart
            "call_match" -> CallMatch
            "session_length" -> json.text("bucket")?.takeIf { it in BUCKETS }?.let(::SessionLength)
            else -> null
        }
    }
}

/** A member that is a text. `optString` makes one of anything. */
internal fun JSONObject.text(name: String): String? = opt(name) as? String
