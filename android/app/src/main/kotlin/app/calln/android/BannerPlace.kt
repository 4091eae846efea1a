package app.calln.android

import android.content.Context
import android.view.View.MeasureSpec
import android.widget.FrameLayout

/**
 * The place of the banner: as high as a banner of this width is, whether one is there or not. So nothing moves when the banner
 * comes, and a phone that is turned has the room for another one at once.
 */
internal class BannerPlace(context: Context, private val heightOf: (width: Int) -> Int) : FrameLayout(context) {
    override fun onMeasure(width: Int, height: Int) =
        super.onMeasure(width, MeasureSpec.makeMeasureSpec(heightOf(MeasureSpec.getSize(width)), MeasureSpec.EXACTLY))
}
