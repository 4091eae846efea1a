package app.calln.android.ads

import android.content.Context
import android.os.Bundle
import app.calln.android.R
import app.calln.android.wire.VisitEvent
import com.google.firebase.analytics.FirebaseAnalytics

/** Firebase Analytics, told of the page's four events and nothing else. Off in the manifest; on while [allowed]. */
internal class VisitAnalytics(private val context: Context) {
    private var analytics: FirebaseAnalytics? = null

    var allowed = false
        set(now) {
            if (now == field) return
            field = now
            // Where the operator named no Firebase app there is none to ask.
            if (!context.resources.getBoolean(R.bool.firebase)) return
            val firebase = analytics ?: FirebaseAnalytics.getInstance(context).also { analytics = it }
            firebase.setAnalyticsCollectionEnabled(now)
        }

    fun told(event: VisitEvent) {
        if (!allowed) return
        val fields = Bundle()
        val name = when (event) {
            VisitEvent.PageView -> "page_view"
            VisitEvent.CallStart -> "call_start"
            VisitEvent.CallMatch -> "call_match"
            is VisitEvent.SessionLength -> "session_length".also { fields.putString("bucket", event.bucket) }
        }
        analytics?.logEvent(name, fields)
    }
}
