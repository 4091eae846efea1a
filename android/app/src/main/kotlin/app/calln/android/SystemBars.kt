package app.calln.android

import android.content.res.Configuration
import android.os.Build
import android.view.View
import android.view.Window
import android.view.WindowInsets
import android.view.WindowInsetsController

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

/** Whether the keyboard is on the screen: somebody is typing. */
@Suppress("DEPRECATION")
internal fun View.hasKeyboard(): Boolean {
    val insets = rootWindowInsets ?: return false
    return if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
        insets.isVisible(WindowInsets.Type.ime())
    } else {
        insets.systemWindowInsetBottom > insets.stableInsetBottom
    }
}

/** Bars in the colour of the screen, with icons that can be read on it: as the system has day and night now. */
@Suppress("DEPRECATION")
internal fun Window.paintSystemBars() {
    val night = context.resources.configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK == Configuration.UI_MODE_NIGHT_YES
    setBackgroundDrawableResource(R.color.background)
    // Android 15 draws the screen under its bars instead.
    statusBarColor = context.getColor(R.color.background)
    navigationBarColor = context.getColor(R.color.background)
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
        val dark = WindowInsetsController.APPEARANCE_LIGHT_STATUS_BARS or WindowInsetsController.APPEARANCE_LIGHT_NAVIGATION_BARS
        insetsController?.setSystemBarsAppearance(if (night) 0 else dark, dark)
    } else {
        val dark = View.SYSTEM_UI_FLAG_LIGHT_STATUS_BAR or View.SYSTEM_UI_FLAG_LIGHT_NAVIGATION_BAR
        decorView.systemUiVisibility = if (night) 0 else dark
    }
}
