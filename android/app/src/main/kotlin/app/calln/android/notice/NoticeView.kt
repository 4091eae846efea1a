package app.calln.android.notice

import android.content.Context
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import app.calln.android.R

/** A screen of the app's own in the page's place: what is wrong, and one button. */
class NoticeView(context: Context, private val pressed: (Notice) -> Unit) : ScrollView(context) {
    private val title = text(bold = true)
    private val body = text(bold = false)
    private val button = pill()

    var notice: Notice? = null
        private set

    init {
        isFillViewport = true
        visibility = View.GONE
        // Screen readers say it, as they would a page that has loaded.
        title.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        val column = LinearLayout(context).apply {
            orientation = LinearLayout.VERTICAL
            gravity = Gravity.CENTER
            val edge = dp(EDGE_DP)
            setPadding(edge, edge, edge, edge)
            addView(title)
            addView(body)
            addView(button, LinearLayout.LayoutParams(WRAP, WRAP).apply { topMargin = dp(EDGE_DP) })
        }
        addView(column, LayoutParams(LayoutParams.MATCH_PARENT, WRAP))
        button.setOnClickListener { notice?.let(pressed) }
        followSystem()
    }

    fun show(shown: Notice) {
        notice = shown
        write(shown)
        visibility = View.VISIBLE
    }

    /** Colours, words and sizes are as the system has them now. */
    fun followSystem() {
        setBackgroundColor(context.getColor(R.color.background))
        for (text in listOf(title, body)) text.setTextColor(context.getColor(R.color.text))
        button.setTextColor(context.getColor(R.color.on_accent))
        button.setBackgroundResource(R.drawable.button)
        button.setPadding(dp(EDGE_DP), 0, dp(EDGE_DP), 0)
        title.setTextSize(TypedValue.COMPLEX_UNIT_SP, TITLE_SP)
        for (text in listOf(body, button)) text.setTextSize(TypedValue.COMPLEX_UNIT_SP, TEXT_SP)
        notice?.let(::write)
    }

    private fun write(shown: Notice) {
        title.setText(shown.title)
        body.setText(shown.text)
        button.setText(shown.button)
    }

    fun hide() {
        notice = null
        visibility = View.GONE
    }

    private fun text(bold: Boolean) = TextView(context).apply {
        if (bold) setTypeface(typeface, android.graphics.Typeface.BOLD)
        gravity = Gravity.CENTER
        layoutParams = LinearLayout.LayoutParams(WRAP, WRAP).apply { bottomMargin = dp(GAP_DP) }
    }

    private fun pill() = Button(context).apply {
        isAllCaps = false
        stateListAnimator = null
    }

    private fun dp(dp: Int) = (dp * resources.displayMetrics.density).toInt()

    private companion object {
        const val WRAP = LinearLayout.LayoutParams.WRAP_CONTENT
        const val TITLE_SP = 24f
        const val TEXT_SP = 16f
        const val EDGE_DP = 32
        const val GAP_DP = 12
    }
}
