package app.calln.android

import org.junit.After
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** A test of the whole app on the oldest and the newest Android. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [26, 36])
abstract class OnBothAndroids {
    private val launched = mutableListOf<LaunchedApp>()

    protected fun launch(): LaunchedApp = LaunchedApp().also(launched::add)
    protected fun keep(app: LaunchedApp): LaunchedApp = app.also(launched::add)

    @After fun close() = launched.forEach(LaunchedApp::close)
}
