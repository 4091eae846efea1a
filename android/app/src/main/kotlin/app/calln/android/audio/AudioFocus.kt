package app.calln.android.audio

import android.media.AudioAttributes
import android.media.AudioFocusRequest
import android.media.AudioManager
import android.os.Handler
import android.os.Looper

/** The right to sound. [held] is told when something else takes it, such as a cellular call, and when it comes back. */
internal class AudioFocus(private val audio: AudioManager, private val held: (Boolean) -> Unit) {
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
        .setOnAudioFocusChangeListener(::changed, Handler(Looper.getMainLooper()))
        .build()

    fun request() {
        if (audio.requestAudioFocus(request) != AudioManager.AUDIOFOCUS_REQUEST_GRANTED) held(true)
    }

    fun abandon() {
        audio.abandonAudioFocusRequest(request)
    }

    /**
     * Telephones take the focus for a time. Who takes it for good is a player, and possibly the WebView that plays this
     * very call: the voice goes on beside it.
     */
    private fun changed(change: Int) = when (change) {
        AudioManager.AUDIOFOCUS_LOSS_TRANSIENT -> held(true)
        AudioManager.AUDIOFOCUS_GAIN -> held(false)
        // A notification's sound: the voice goes on.
        else -> Unit
    }
}
