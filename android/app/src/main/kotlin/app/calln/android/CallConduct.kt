package app.calln.android

import android.app.Activity
import android.media.AudioManager
import android.os.Handler
import android.os.Looper
import android.os.SystemClock
import app.calln.android.ads.Advertising
import app.calln.android.audio.CallAudio
import app.calln.android.audio.RouteChoice
import app.calln.android.call.CallNotification
import app.calln.android.call.CallProgress
import app.calln.android.call.CallService
import app.calln.android.call.OngoingCall
import app.calln.android.permission.MicrophonePermission
import app.calln.android.permission.NotificationPermission
import app.calln.android.wire.Command
import app.calln.android.wire.FromApp
import app.calln.android.wire.PageState
import app.calln.android.wire.SoundRoute

/** What follows from the page's state: the service, the sound, the moments for advertising. */
internal class CallConduct(
    private val activity: Activity,
    private val call: OngoingCall,
    private val microphone: MicrophonePermission,
    private val notifications: NotificationPermission,
    private val advertising: Advertising,
    routes: RouteChoice,
    private val say: (FromApp) -> Unit,
) : CallProgress.Listener, CallAudio.Listener {
    val audio = CallAudio(activity, routes, this)
    private val progress = CallProgress(this)
    private val ticks = Handler(Looper.getMainLooper())
    private var touchedAt = SystemClock.elapsedRealtime()

    /** Whether a search or call goes on. */
    val active: Boolean get() = progress.active

    /** Whether the app is in view. What Android refused or took while it wasn't is asked for again then. */
    var inView = false
        set(now) {
            field = now
            if (!now) return
            if (active && !call.served) serve()
            audio.attended()
        }

    private val pressed: (Command) -> Unit = { say(FromApp.Pressed(it)) }

    /** Whether the page goes, rather than says that its call is over. */
    private var leaving = false

    init {
        call.page = pressed
    }

    fun heard(state: PageState) = progress.heard(state, now())

    fun pageGone() {
        leaving = true
        progress.lost(now())
        leaving = false
    }

    /** The caller has touched the screen or pressed a key. */
    fun touched() {
        touchedAt = now()
        audio.attended()
    }

    fun end() {
        pageGone()
        notifications.close()
        // The next screen may be there before this one has ended, and has put its own page here.
        if (call.page === pressed) call.page = null
    }

    override fun begun() {
        // In this order: the service's notification shows to the next search that this one has asked.
        notifications.askOnce()
        serve()
    }

    override fun changed(state: PageState) {
        val talked = progress.talkedMillis(now())
        call.change(OngoingCall.Status(state, talked?.let { System.currentTimeMillis() - it }))
        if (state is PageState.Call) beginSound() else endSound()
        if (talked != null && !ticking) tick()
    }

    override fun callEnded(talkedMillis: Long, searching: Boolean) {
        stopTicking()
        // Nobody is met behind an advertisement, and where the page goes, the caller hasn't come to an end.
        advertising.callEnded(activity, talkedMillis, suits = undisturbed && !searching && !leaving)
    }

    override fun over() {
        endSound()
        call.change(OngoingCall.IDLE)
        CallNotification.clear(activity)
    }

    override fun routesChanged(available: List<SoundRoute>, chosen: SoundRoute?) =
        say(FromApp.Routes(available, chosen?.id))

    override fun held(held: Boolean) = say(FromApp.Held(held))

    /** Who takes the phone from the ear is about to press something, as after a touch. */
    override fun leftEar() = touched()

    private fun serve() {
        // From out of view Android 11 begins it without the microphone, and Android 14 ends the app.
        if (inView && microphone.granted) CallService.begin(activity)
    }

    /** Whether an advertisement over the whole screen would be seen, and come under no typing finger and no cheek. */
    private val undisturbed: Boolean
        get() = inView && !activity.window.decorView.hasKeyboard() && !audio.atEar

    private fun beginSound() {
        // The keys beside the screen are for the partner's voice.
        activity.volumeControlStream = AudioManager.STREAM_VOICE_CALL
        audio.begin()
    }

    private fun endSound() {
        activity.volumeControlStream = AudioManager.USE_DEFAULT_STREAM_TYPE
        audio.end()
    }

    private var ticking = false

    private fun tick() {
        ticking = true
        val talked = progress.talkedMillis(now()) ?: return stopTicking()
        if (undisturbed) advertising.callGoesOn(activity, talked, now() - touchedAt)
        ticks.postDelayed(::tick, TICK_MILLIS)
    }

    private fun stopTicking() {
        ticking = false
        ticks.removeCallbacksAndMessages(null)
    }

    private fun now() = SystemClock.elapsedRealtime()

    private companion object {
        /** How often a long call is looked at for a moment that suits advertising. */
        const val TICK_MILLIS = 15_000L
    }
}
