package app.calln.android

import android.os.Build
import android.view.View
import android.view.WindowInsets

/** Keeps a view clear of the status bar, the camera's notch, the gestures and the keyboard, which Android 15 draws over it. */
internal fun View.keepClearOfSystemBars() = setOnApplyWindowInsetsListener { view, insets ->
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
        val types = WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout() or WindowInsets.Type.ime()
        val bars = insets.getInsets(types)
        view.setPadding(bars.left, bars.top, bars.right, bars.bottom)
        WindowInsets.CONSUMED
    } else {
        view.onApplyWindowInsets(insets)
    }
}
