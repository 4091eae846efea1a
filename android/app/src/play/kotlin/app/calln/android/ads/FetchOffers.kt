package app.calln.android.ads

import android.os.Handler
import android.os.Looper
import app.calln.android.page.Origin
import app.calln.android.wire.AppOffers
import java.io.IOException
import java.net.HttpURLConnection
import java.net.URL
import kotlin.concurrent.thread

private const val TIMEOUT_MILLIS = 10_000

/** More isn't read: the answer has some 200 bytes. */
private const val MAX_BYTES = 4_096

/** Asks the operator's server what is switched on in the app. [taken] is called on the main thread; null: no answer. */
internal fun fetchOffers(origin: Origin, taken: (AppOffers?) -> Unit) {
    val main = Handler(Looper.getMainLooper())
    thread(name = "offers") {
        val offers = try {
            AppOffers.parse(get("${origin.url}/api/app"))
        } catch (_: IOException) {
            null
        }
        main.post { taken(offers) }
    }
}

private fun get(address: String): String {
    val connection = URL(address).openConnection() as HttpURLConnection
    connection.connectTimeout = TIMEOUT_MILLIS
    connection.readTimeout = TIMEOUT_MILLIS
    connection.instanceFollowRedirects = false
    try {
        if (connection.responseCode != HttpURLConnection.HTTP_OK) throw IOException("status ${connection.responseCode}")
        val bytes = ByteArray(MAX_BYTES)
        var length = 0
        connection.inputStream.use { body ->
            while (length < MAX_BYTES) {
                val read = body.read(bytes, length, MAX_BYTES - length)
                if (read < 0) break
                length += read
            }
        }
        return String(bytes, 0, length)
    } finally {
        connection.disconnect()
    }
}
