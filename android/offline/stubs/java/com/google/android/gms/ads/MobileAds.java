package com.google.android.gms.ads;

import android.content.Context;
import com.google.android.gms.ads.initialization.OnInitializationCompleteListener;
import com.google.stubs.Google;

public class MobileAds {
    public static void initialize(Context context, OnInitializationCompleteListener listener) {
        Google.log.add("initialize");
    }

    /** Throws before {@link #initialize}, as Google's does. */
    public static void setAppMuted(boolean muted) {
        if (!Google.log.contains("initialize")) throw new IllegalStateException("not initialized");
        Google.log.add("muted " + muted);
    }

    public static void setAppVolume(float volume) {
        Google.log.add("volume " + volume);
    }
}
