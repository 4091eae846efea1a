package app.calln.android.call

import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import android.os.IBinder
import android.os.PowerManager
import app.calln.android.CallnApplication
import app.calln.android.wire.Command
import app.calln.android.wire.PageState

/**
 * Keeps microphone and process while a caller searches or talks, and says so in a notification. It follows
 * [OngoingCall] and ends with it; it has no end of its own to miss.
 */
class CallService : Service() {
    private val call: OngoingCall get() = (application as CallnApplication).call
    private val notification by lazy { CallNotification(this) }
    private val following: (OngoingCall.Status) -> Unit = ::follow
    private var awake: PowerManager.WakeLock? = null

    override fun onBind(intent: Intent?): IBinder? = null

    override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
        // Android ends an app that was asked for a service in the foreground and doesn't put it there, so this comes
        // first, whatever happened in between. Once: from out of view Android 14 may refuse what it allowed in view.
        if (call.observer !== following && !show()) {
            stopSelf()
            return START_NOT_STICKY
        }
        call.observer = following
        commandOf(intent?.action)?.let(call::press)
        follow(call.status)
        return START_NOT_STICKY
    }

    /** Swiped away from the recent apps: page and call go with it. */
    override fun onTaskRemoved(rootIntent: Intent?) {
        call.press(Command.HANG_UP)
        call.change(OngoingCall.IDLE)
    }

    override fun onDestroy() {
        release()
        stopForeground(STOP_FOREGROUND_REMOVE)
        // The call hasn't ended, so it was Android that ended this.
        if (call.observer === following) lose()
    }

    /** Out of view the caller isn't heard from now on. */
    private fun lose() {
        call.observer = null
        release()
        notification.tellOfSilence()
        stopSelf()
    }

    private fun follow(status: OngoingCall.Status) {
        if (status.state == PageState.Idle) {
            call.observer = null
            release()
            return stopSelf()
        }
        // The battery's use was restricted meanwhile.
        if (!isInForeground()) return lose()
        // A search may last; only a call keeps the processor from sleeping.
        if (status.state is PageState.Call) stayAwake() else release()
        notification.update(status)
    }

    /**
     * False where Android refuses: the app has left the view meanwhile, the microphone's permission is gone, or the caller
     * has restricted the app's use of the battery, which is refused without an exception.
     */
    private fun show(): Boolean {
        val shown = notification.of(call.status)
        return try {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
                startForeground(CallNotification.ID, shown, ServiceInfo.FOREGROUND_SERVICE_TYPE_MICROPHONE)
            } else {
                startForeground(CallNotification.ID, shown)
            }
            isInForeground()
        } catch (_: IllegalStateException) {
            false
        } catch (_: SecurityException) {
            false
        }
    }

    private fun isInForeground() =
        Build.VERSION.SDK_INT < Build.VERSION_CODES.R || foregroundServiceType != 0

    private fun stayAwake() {
        if (awake != null) return
        awake = getSystemService(PowerManager::class.java)
            .newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "calln:call")
            .apply { acquire(LONGEST_CALL_MILLIS) }
    }

    private fun release() {
        awake?.takeIf { it.isHeld }?.release()
        awake = null
    }

    companion object {
        /** Longer than anybody talks; a lock that is forgotten drains a battery. */
        private const val LONGEST_CALL_MILLIS = 12 * 60 * 60_000L
        private const val ACTION = "app.calln.android."

        internal fun intent(context: Context): Intent = Intent(context, CallService::class.java)

        internal fun intent(context: Context, command: Command): Intent = intent(context).setAction(ACTION + command.name)

        private fun commandOf(action: String?): Command? = Command.entries.find { ACTION + it.name == action }

        /**
         * Begins it. Android refuses from the background (Android 12), and without the microphone's permission (Android 14).
         * Then the call goes on while the app is in view, and this is tried again.
         */
        fun begin(context: Context) {
            try {
                context.startForegroundService(intent(context))
            } catch (_: IllegalStateException) {
                // OngoingCall.served stays false.
            } catch (_: SecurityException) {
                // The same.
            }
        }
    }
}
