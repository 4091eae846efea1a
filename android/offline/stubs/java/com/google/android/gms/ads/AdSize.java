package com.google.android.gms.ads;

import android.content.Context;

public final class AdSize {
    private final int width;

    private AdSize(int width) {
        this.width = width;
    }

    /** Higher on tablets, as Google's are. */
    public static AdSize getCurrentOrientationAnchoredAdaptiveBannerAdSize(Context context, int width) {
        return new AdSize(width);
    }

    public int getWidth() {
        return width;
    }

    public int getHeightInPixels(Context context) {
        return (int) ((width < 600 ? 60 : 90) * context.getResources().getDisplayMetrics().density);
    }
}
