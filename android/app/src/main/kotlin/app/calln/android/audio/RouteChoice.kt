package app.calln.android.audio

import app.calln.android.wire.SoundRoute
import app.calln.android.wire.SoundRoute.Kind

/**
 * Which route a call takes: as a telephone does. What the caller chose, while it is there; else a headset, since it was
 * put on for this; else the earpiece; else the loudspeaker of a tablet. Knows nothing of Android.
 */
object RouteChoice {
    private val PREFERRED = listOf(Kind.BLUETOOTH, Kind.WIRED, Kind.EARPIECE, Kind.SPEAKER)

    /** [wanted]: the id of the caller's choice, null while there is none. Null where nothing is there. */
    fun of(available: List<SoundRoute>, wanted: String?): SoundRoute? =
        available.find { it.id == wanted } ?: ordered(available).firstOrNull()

    /** The likeliest first. */
    fun ordered(available: List<SoundRoute>): List<SoundRoute> = available.sortedBy { PREFERRED.indexOf(it.kind) }
}
