package app.calln.android.page

import java.net.URI

/**
 * The operator's web origin (RFC 6454), HTTPS only: the one that may have the microphone and the message port.
 *
 * Knows nothing of Android, so that every odd address is a plain test.
 */
class Origin(address: String) {
    private val own = parse(address) ?: throw IllegalArgumentException("not an https address: $address")

    /** As in `https://calln.example`, without a path; the port only where it isn't 443. */
    val url: String = if (own.port == HTTPS) "https://${own.host}" else "https://${own.host}:${own.port}"

    /** Whether an address belongs to this origin. What can't be parsed doesn't. */
    fun owns(address: String?): Boolean = address != null && parse(address) == own

    private data class HostAndPort(val host: String, val port: Int)

    private fun parse(address: String): HostAndPort? {
        val uri = runCatching { URI(address) }.getOrNull() ?: return null
        // A name in front of the host is how one host is made to look like another.
        if (uri.scheme?.lowercase() != "https" || uri.rawUserInfo != null) return null
        val host = uri.host?.lowercase() ?: return null
        return HostAndPort(host, if (uri.port == -1) HTTPS else uri.port)
    }

    private companion object {
        const val HTTPS = 443
    }
}
