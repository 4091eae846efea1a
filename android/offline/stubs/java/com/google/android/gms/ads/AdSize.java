package com.google.android.gms.ads;

import android.content.Context;

public final class AdSize {
    public static AdSize getCurrentOrientationAnchoredAdaptiveBannerAdSize(Context context, int width) {
        return new AdSize();
    }

    public int getHeightInPixels(Context context) {
        return (int) (60 * context.getResources().getDisplayMetrics().density);
    }
}
