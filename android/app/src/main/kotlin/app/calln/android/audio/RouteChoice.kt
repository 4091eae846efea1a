package app.calln.android.audio

import app.calln.android.wire.SoundRoute
import app.calln.android.wire.SoundRoute.Kind

/**
 * Which route a call takes: as a telephone does. What the caller chose, while it is there and no other headset is put on; else
 * a headset, since it was put on for this; else the earpiece; else the loudspeaker of a tablet. It lasts for the app's run, so
 * that a choice is good for the calls that follow. Knows nothing of Android.
 */
class RouteChoice {
    private var wanted: String? = null
    private var headsets = emptySet<String>()

    /** The caller chose one of those that are [available]; another id changes nothing. */
    fun choose(id: String, available: List<SoundRoute>) {
        if (available.none { it.id == id }) return
        wanted = id
        headsets = headsetsOf(available)
    }

    /** The route to take. Null where nothing is there. */
    fun of(available: List<SoundRoute>): SoundRoute? {
        val now = headsetsOf(available)
        if (!headsets.containsAll(now)) wanted = null
        headsets = now
        return available.find { it.id == wanted } ?: ordered(available).firstOrNull()
    }

    private fun headsetsOf(routes: List<SoundRoute>) = routes.filter { it.kind in HEADSETS }.map { it.id }.toSet()

    companion object {
        private val HEADSETS = setOf(Kind.WIRED, Kind.BLUETOOTH)
        private val PREFERRED = listOf(Kind.BLUETOOTH, Kind.WIRED, Kind.EARPIECE, Kind.SPEAKER)

        /** The likeliest first. */
        fun ordered(available: List<SoundRoute>): List<SoundRoute> = available.sortedBy { PREFERRED.indexOf(it.kind) }
    }
}
