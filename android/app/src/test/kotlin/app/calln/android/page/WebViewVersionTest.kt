package app.calln.android.page

import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class WebViewVersionTest {
    @Test fun ninety_is_enough() {
        assertTrue(WebViewVersion.suffices("90.0.4430.82"))
        assertTrue(WebViewVersion.suffices("140.0.1.2"))
        assertFalse(WebViewVersion.suffices("89.0.4389.105"))
        assertFalse(WebViewVersion.suffices("58.0.3029.125"))
    }

    @Test fun what_cant_be_read_isnt_held_against_the_caller() {
        for (name in listOf(null, "", "beta", ".1")) assertTrue("$name", WebViewVersion.suffices(name))
    }
}
