package app.calln.android

import android.content.Context
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import app.calln.android.notice.Notice
import app.calln.android.notice.NoticeView
import app.calln.android.page.PageView

/**
 * The banner above the page, each with a place of its own: the page's controls are at its lower end, where thumbs are,
 * and no advertisement comes near them. A [Notice] stands in the page's place, never over the banner.
 */
internal class MainScreen(
    context: Context,
    bannerHeight: (width: Int) -> Int,
    pressed: (Notice) -> Unit,
) : LinearLayout(context) {
    val banner = BannerPlace(context, bannerHeight)
    val notice = NoticeView(context, pressed)
    private val place = FrameLayout(context)

    /** None where this Android has no WebView, or its process has died. */
    var page: PageView? = null
        set(next) {
            field?.let { place.removeView(it); it.destroy() }
            field = next
            next?.let { place.addView(it, 0, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT)) }
        }

    init {
        orientation = VERTICAL
        addView(banner, LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        addView(place, LayoutParams(MATCH_PARENT, 0, 1f))
        place.addView(notice, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
        keepClearOfSystemBars()
        followSystem()
    }

    /** The system's settings have changed: day and night, language, the size of text. */
    fun followSystem() {
        setBackgroundColor(context.getColor(R.color.background))
        notice.followSystem()
        page?.followFontScale()
    }
}
