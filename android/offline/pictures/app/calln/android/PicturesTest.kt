package app.calln.android

import android.Manifest
import android.app.Notification
import android.content.Intent
import android.content.pm.PackageInfo
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.os.Bundle
import android.view.ContextThemeWrapper
import android.view.View
import android.widget.FrameLayout
import app.calln.android.call.CallNotification
import app.calln.android.call.CallService
import app.calln.android.call.OngoingCall
import app.calln.android.notice.Notice
import app.calln.android.wire.PageState
import java.io.File
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowAlertDialog
import org.robolectric.shadows.ShadowWebView

/** Draws the app's own screens with Android's real graphics: `cargo xtask android pictures`. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [36], qualifiers = "w360dp-h640dp-xhdpi")
class PicturesTest {
    private val folder = File(System.getenv("CALLN_PICTURES") ?: error("CALLN_PICTURES names the folder")).apply { mkdirs() }

    private fun launch(): MainActivity {
        ShadowWebView.setCurrentWebViewPackage(PackageInfo().apply { packageName = "webview"; versionName = "140.0" })
        return Robolectric.buildActivity(MainActivity::class.java, Intent(Intent.ACTION_MAIN)).create(Bundle()).start().resume().visible().get()
    }

    private fun save(name: String, view: View, width: Int, height: Int?) {
        val unbounded = View.MeasureSpec.makeMeasureSpec(0, View.MeasureSpec.UNSPECIFIED)
        view.measure(exactly(width), height?.let(::exactly) ?: unbounded)
        view.layout(0, 0, view.measuredWidth, view.measuredHeight)
        val bitmap = Bitmap.createBitmap(view.measuredWidth, view.measuredHeight, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(bitmap))
        File(folder, "$name.png").outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }

    private fun exactly(size: Int) = View.MeasureSpec.makeMeasureSpec(size, View.MeasureSpec.EXACTLY)

    @Test fun notices() {
        val activity = launch()
        for (notice in listOf(Notice.OFFLINE, Notice.CERTIFICATE)) {
            activity.screen.notice.show(notice)
            save("notice-${notice.name.lowercase()}", activity.screen, width = 720, height = 900)
        }
    }

    @Test @Config(qualifiers = "+night") fun noticeAtNight() {
        val activity = launch()
        activity.screen.notice.show(Notice.STOPPED)
        save("notice-stopped-night", activity.screen, width = 720, height = 900)
    }

    @Test fun notifications() {
        val service = Robolectric.buildService(CallService::class.java).create().get()
        val notification = CallNotification(service)
        save("notification-searching", drawn(notification.of(OngoingCall.Status(PageState.Searching, null))), width = 720, height = null)
        val call = PageState.Call("FR", connected = true, muted = false)
        val since = System.currentTimeMillis() - 83_000
        save("notification-call", drawn(notification.of(OngoingCall.Status(call, since))), width = 720, height = null)
    }

    private fun drawn(notification: Notification): View {
        val context = ContextThemeWrapper(RuntimeEnvironment.getApplication(), android.R.style.Theme_DeviceDefault_Light)
        val place = FrameLayout(context)
        place.setBackgroundColor(Color.WHITE)
        val views = Notification.Builder.recoverBuilder(context, notification).createBigContentView()
        place.addView(views.apply(context, place))
        return place
    }

    @Test fun aWordWhy() {
        val activity = launch()
        shadowOf(activity.application).grantPermissions(Manifest.permission.RECORD_AUDIO)
        activity.conduct.heard(PageState.Searching)
        val dialog = ShadowAlertDialog.getLatestAlertDialog()
        save("notifications-why", dialog.window!!.decorView, width = 640, height = null)
    }
}
