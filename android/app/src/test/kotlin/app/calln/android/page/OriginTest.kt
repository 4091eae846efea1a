package app.calln.android.page

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

class OriginTest {
    private val origin = Origin("https://calln.example")

    @Test fun its_own_pages() {
        val own = listOf("https://calln.example", "https://calln.example/", "https://CALLN.example:443/x?y#z", "HTTPS://calln.example/")
        for (address in own) assertTrue(address, origin.owns(address))
    }

    @Test fun nobody_elses() {
        val others = listOf(
            null, "", "about:blank", "http://calln.example/", "https://calln.example:8443/", "https://calln.example.evil.net/",
            "https://evil.net/calln.example", "https://calln.example@evil.net/", "https://evil.net@calln.example/",
            "https://calln.example\\@evil.net/", "javascript:alert(1)//https://calln.example/", "data:text/html,x",
            "https://calln.example%2eevil.net/", "blob:https://calln.example/1", " https://calln.example/",
        )
        for (address in others) assertFalse("$address", origin.owns(address))
    }

    @Test fun only_https() {
        assertThrows(IllegalArgumentException::class.java) { Origin("http://calln.example") }
        assertEquals("https://calln.example:8443", Origin("https://calln.example:8443/path").url)
    }
}
