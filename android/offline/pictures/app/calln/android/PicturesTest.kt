package app.calln.android

import android.Manifest
import android.app.Activity
import android.app.Notification
import android.app.NotificationManager
import android.content.Intent
import android.content.pm.PackageInfo
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.os.Bundle
import android.os.Looper
import android.os.SystemClock
import android.view.ContextThemeWrapper
import android.view.View
import android.widget.FrameLayout
import app.calln.android.call.CallNotification
import app.calln.android.call.CallService
import app.calln.android.call.OngoingCall
import app.calln.android.notice.Notice
import app.calln.android.permission.BatterySaving
import app.calln.android.wire.PageState
import java.io.File
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
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

    /** What a view looks like, as wide as that and as high as it wants to be, or as said. */
    private fun draw(view: View, width: Int, height: Int? = null): Bitmap {
        val free = View.MeasureSpec.makeMeasureSpec(0, View.MeasureSpec.UNSPECIFIED)
        view.measure(exactly(width), height?.let(::exactly) ?: free)
        view.layout(0, 0, view.measuredWidth, view.measuredHeight)
        val bitmap = Bitmap.createBitmap(view.measuredWidth, view.measuredHeight, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(bitmap))
        return bitmap
    }

    private fun exactly(size: Int) = View.MeasureSpec.makeMeasureSpec(size, View.MeasureSpec.EXACTLY)

    private fun save(name: String, bitmap: Bitmap) {
        File(folder, "$name.png").outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }

    private fun notice(notice: Notice): Bitmap {
        val activity = launch()
        activity.screen.notice.show(notice)
        return draw(activity.screen, width = 720, height = 900)
    }

    private fun drawNotification(shown: Notification): Bitmap {
        // In a window: the buttons of a call's notification lay themselves out only there.
        val activity = Robolectric.buildActivity(Activity::class.java).setup().get()
        val context = ContextThemeWrapper(activity, android.R.style.Theme_DeviceDefault_Light)
        val place = FrameLayout(context)
        place.setBackgroundColor(Color.WHITE)
        @Suppress("DEPRECATION")
        val views = Notification.Builder.recoverBuilder(context, shown).createBigContentView()
        place.addView(views.apply(context, place))
        activity.setContentView(place)
        shadowOf(Looper.getMainLooper()).idle()
        return draw(place, width = 720)
    }

    private fun notification(status: OngoingCall.Status): Bitmap =
        drawNotification(CallNotification(Robolectric.buildService(CallService::class.java).create().get()).of(status))

    private fun wordOfSilence(): Bitmap {
        val service = Robolectric.buildService(CallService::class.java).create().get()
        CallNotification(service).tellOfSilence()
        return drawNotification(service.getSystemService(NotificationManager::class.java).activeNotifications.last().notification)
    }

    private fun dialog(): Bitmap = draw(ShadowAlertDialog.getLatestAlertDialog().window!!.decorView, width = 720)

    private fun aWordWhy(): Bitmap {
        val activity = launch()
        shadowOf(activity.application).grantPermissions(Manifest.permission.RECORD_AUDIO)
        activity.conduct.heard(PageState.Searching)
        return dialog()
    }

    private fun batterySaving(): Bitmap {
        BatterySaving(launch()).explainEnd()
        return dialog()
    }

    private fun column(pictures: List<Bitmap>): Bitmap {
        val all = Bitmap.createBitmap(pictures[0].width, pictures.sumOf { it.height + GAP } - GAP, Bitmap.Config.ARGB_8888)
        var top = 0
        for (picture in pictures) {
            Canvas(all).drawBitmap(picture, 0f, top.toFloat(), null)
            top += picture.height + GAP
        }
        return all
    }

    @Test fun inTheDay() {
        val talking = PageState.Call("FR", connected = true, muted = false)
        // This clock is the one that Robolectric's framework goes by.
        val since = SystemClock.elapsedRealtime() - 83_000
        // First: whoever has been shown a call's notification isn't asked about it.
        val dialogs = column(listOf(aWordWhy(), batterySaving()))
        val notifications = column(
            listOf(notification(OngoingCall.Status(PageState.Searching, null)), notification(OngoingCall.Status(talking, since)), wordOfSilence()),
        )
        val columns = listOf(notifications, dialogs, notice(Notice.OFFLINE))
        val all = Bitmap.createBitmap(columns.sumOf { it.width + GAP } + GAP, columns.maxOf { it.height } + 2 * GAP, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(all)
        canvas.drawColor(Color.rgb(0xd9, 0xd2, 0xde))
        var left = GAP
        for (column in columns) {
            canvas.drawBitmap(column, left.toFloat(), GAP.toFloat(), null)
            left += column.width + GAP
        }
        save("overview", all)
        save("certificate", notice(Notice.CERTIFICATE))
    }

    @Test @Config(qualifiers = "+night") fun atNight() = save("stopped-night", notice(Notice.STOPPED))

    private companion object {
        const val GAP = 32
    }
}
