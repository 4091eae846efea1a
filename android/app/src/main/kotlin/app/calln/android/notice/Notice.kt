package app.calln.android.notice

import app.calln.android.R

/** Why the page isn't shown, in the caller's words, and what to do about it. */
enum class Notice(val title: Int, val text: Int, val button: Int) {
    /** There is no way to the server. */
    OFFLINE(R.string.offline_title, R.string.offline_text, R.string.try_again),

    /** The server isn't the one that it says it is. */
    CERTIFICATE(R.string.certificate_title, R.string.certificate_text, R.string.try_again),

    /** The server answers that it can't. */
    SERVER(R.string.server_title, R.string.server_text, R.string.try_again),

    /** The process that draws the page has died: out of memory, or replaced by an update. */
    STOPPED(R.string.stopped_title, R.string.stopped_text, R.string.reload),

    /** This Android's WebView can't show the page, or isn't there. */
    WEB_VIEW(R.string.web_view_title, R.string.web_view_text, R.string.update),
}
