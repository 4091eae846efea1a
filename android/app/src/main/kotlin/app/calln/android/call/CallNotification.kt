package app.calln.android.call

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.Person
import android.app.Service
import android.content.Context
import android.content.Intent
import android.graphics.drawable.Icon
import android.os.Build
import app.calln.android.MainActivity
import app.calln.android.R
import app.calln.android.wire.Command
import app.calln.android.wire.PageState
import java.util.Locale

/** What stands in the notification while the microphone is in use: with whom, how long, mute and hang up. */
class CallNotification(private val service: Service) {
    private val notifications = service.getSystemService(NotificationManager::class.java)

    init {
        // Low: it is there to be found, not to sound into a call.
        val name = service.getString(R.string.channel_calls)
        notifications.createNotificationChannel(
            NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_LOW),
        )
    }

    fun update(status: OngoingCall.Status) = notifications.notify(ID, of(status))

    /**
     * In the place of the call's: Android has ended the service, so the caller isn't heard while the app is out of view.
     * In view the service begins again, and its notification comes back.
     */
    fun tellOfSilence() = notifications.notify(
        ID,
        Notification.Builder(service, CHANNEL)
            .setSmallIcon(R.drawable.calling)
            .setContentTitle(service.getString(R.string.silenced_title))
            .setContentText(service.getString(R.string.silenced_text))
            .setContentIntent(open())
            .setAutoCancel(true)
            .build(),
    )

    fun of(status: OngoingCall.Status): Notification {
        val call = status.state as? PageState.Call
        val builder = Notification.Builder(service, CHANNEL)
            .setSmallIcon(R.drawable.calling)
            .setContentTitle(title(call))
            .setContentIntent(open())
            .setOngoing(true)
            .setOnlyAlertOnce(true)
            .setCategory(Notification.CATEGORY_CALL)
            // The lock screen says that there is a call, not with which country.
            .setVisibility(Notification.VISIBILITY_PRIVATE)
        text(call)?.let(builder::setContentText)
        status.talkingSince?.let { builder.setShowWhen(true).setWhen(it).setUsesChronometer(true) }
        if (call != null) builder.addAction(muteAction(call.muted))
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            builder.setForegroundServiceBehavior(Notification.FOREGROUND_SERVICE_IMMEDIATE)
        }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S && call != null) {
            val partner = Person.Builder().setName(shortName(call)).setImportant(true).build()
            builder.setStyle(Notification.CallStyle.forOngoingCall(partner, press(Command.HANG_UP)))
        } else {
            builder.addAction(action(if (call == null) R.string.stop else R.string.hang_up, Command.HANG_UP))
        }
        return builder.build()
    }

    private fun title(call: PageState.Call?): String =
        if (call == null) service.getString(R.string.searching) else service.getString(R.string.talking_to, partner(call))

    private fun text(call: PageState.Call?): String? = when {
        call == null -> null
        call.muted -> service.getString(R.string.muted)
        // The style for calls has the partner's name in the place of a title.
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.S -> title(call)
        else -> null
    }

    private fun partner(call: PageState.Call): String =
        country(call)?.let { service.getString(R.string.somebody_in, it) } ?: service.getString(R.string.somebody)

    /** Beside the timer there is room for two words. */
    private fun shortName(call: PageState.Call): String =
        country(call) ?: service.getString(R.string.somebody).replaceFirstChar(Char::titlecase)

    private fun country(call: PageState.Call): String? {
        val language = service.resources.configuration.locales[0]
        return call.country?.let { Locale("", it).getDisplayCountry(language) }
    }

    private fun muteAction(muted: Boolean) =
        if (muted) action(R.string.unmute, Command.UNMUTE) else action(R.string.mute, Command.MUTE)

    private fun action(label: Int, command: Command): Notification.Action {
        val icon = Icon.createWithResource(service, R.drawable.calling)
        return Notification.Action.Builder(icon, service.getString(label), press(command)).build()
    }

    private fun press(command: Command): PendingIntent {
        val intent = CallService.intent(service, command)
        return PendingIntent.getService(service, command.ordinal, intent, PendingIntent.FLAG_IMMUTABLE)
    }

    private fun open(): PendingIntent {
        val intent = Intent(service, MainActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_SINGLE_TOP)
        return PendingIntent.getActivity(service, 0, intent, PendingIntent.FLAG_IMMUTABLE)
    }

    companion object {
        const val CHANNEL = "calls"
        const val ID = 1

        /** The call is over: what may stand there of one that had lost its service goes. */
        fun clear(context: Context) = context.getSystemService(NotificationManager::class.java).cancel(ID)
    }
}
