package app.calln.android.wire

import org.json.JSONArray
import org.json.JSONObject

/** What the app says to the page: `FromApp` in `crates/calln-wire/src/app.rs`. */
sealed interface FromApp {
    /** [keptCall]: what the page before this one gave in [FromPage.KeepCall]. */
    data class Hello(val privacyOptions: Boolean, val keptCall: String? = null) : FromApp
    data class PrivacyOptions(val offered: Boolean) : FromApp
    data class Pressed(val command: Command) : FromApp
    data class Routes(val routes: List<SoundRoute>, val chosen: String?) : FromApp
    data class Held(val held: Boolean) : FromApp
    data class Visible(val visible: Boolean) : FromApp

    /** As one JSON text. */
    fun toJson(): String = when (this) {
        is Hello -> json("hello").put("version", VERSION).put("privacy_options", privacyOptions)
            .apply { keptCall?.let { put("kept_call", it) } }
        is PrivacyOptions -> json("privacy_options").put("offered", offered)
        is Pressed -> json("command").put("command", command.wire)
        is Routes -> json("routes")
            .put("routes", JSONArray(routes.map(SoundRoute::toJson)))
            .put("chosen", chosen ?: JSONObject.NULL)
        is Held -> json("held").put("held", held)
        is Visible -> json("visible").put("visible", visible)
    }.toString()

    companion object {
        /** `VERSION` in `crates/calln-wire/src/app.rs`. */
        const val VERSION = 1

        private fun json(type: String) = JSONObject().put("type", type)
    }
}

/** What a button outside of the page asks for. */
enum class Command(internal val wire: String) {
    MUTE("mute"),
    UNMUTE("unmute"),
    HANG_UP("hang_up"),
    NEXT("next"),
}

/** A place where the partner's voice can come out. [name] is what a headset calls itself. */
data class SoundRoute(val id: String, val kind: Kind, val name: String?) {
    enum class Kind(internal val wire: String) {
        EARPIECE("earpiece"),
        SPEAKER("speaker"),
        WIRED("wired"),
        BLUETOOTH("bluetooth"),
    }

    internal fun toJson(): JSONObject =
        JSONObject().put("id", id).put("kind", kind.wire).put("name", name ?: JSONObject.NULL)
}
