package app.calln.android.audio

import android.media.AudioAttributes
import android.media.AudioFocusRequest
import android.media.AudioManager
import android.os.Handler
import android.os.Looper

/** The right to sound. [changed] is told when something else takes it, such as a cellular call, and when it comes back. */
internal class AudioFocus(private val audio: AudioManager, private val changed: (Boolean) -> Unit) {
    private val request = AudioFocusRequest.Builder(AudioManager.AUDIOFOCUS_GAIN_TRANSIENT)
        .setAudioAttributes(
            AudioAttributes.Builder()
                .setUsage(AudioAttributes.USAGE_VOICE_COMMUNICATION)
                .setContentType(AudioAttributes.CONTENT_TYPE_SPEECH)
                .build(),
        )
        // A partner can't be played later: where a telephone rings, the call waits for it.
        .setAcceptsDelayedFocusGain(true)
        .setWillPauseWhenDucked(false)
        .setOnAudioFocusChangeListener(::happened, Handler(Looper.getMainLooper()))
        .build()
    private var reclaims = 0

    /** Whether the call waits for the focus. */
    private var held = false
        set(now) {
            if (now == field) return
            field = now
            changed(now)
        }

    fun request() {
        reclaims = 0
        ask()
    }

    /**
     * Asks again, where the call is held: what was refused comes back only by this. During a cellular call the answer is that
     * the focus comes later.
     */
    fun askAgain() {
        if (held) ask()
    }

    fun abandon() {
        audio.abandonAudioFocusRequest(request)
        held = false
    }

    private fun ask() {
        held = audio.requestAudioFocus(request) != AudioManager.AUDIOFOCUS_REQUEST_GRANTED
    }

    private fun happened(change: Int) {
        when (change) {
            AudioManager.AUDIOFOCUS_LOSS_TRANSIENT -> held = true
            AudioManager.AUDIOFOCUS_GAIN -> held = false
            // Taken for good: by a player, or by the WebView that plays this very call. It is taken back, since Android tells
            // of a cellular call only whoever has the focus; the WebView plays on without it.
            AudioManager.AUDIOFOCUS_LOSS -> if (reclaims++ < MAX_RECLAIMS) ask()
            // A notification's sound: the voice goes on.
        }
    }

    private companion object {
        /** In one call. Two that each insist would never end. */
        const val MAX_RECLAIMS = 3
    }
}
