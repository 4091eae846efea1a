package com.google.android.gms.ads;

import android.content.Context;
import com.google.android.gms.ads.initialization.OnInitializationCompleteListener;
import com.google.stubs.Google;

public class MobileAds {
    public static void initialize(Context context, OnInitializationCompleteListener listener) {
        Google.log.add("initialize");
    }

    public static void setAppMuted(boolean muted) {
        Google.log.add("muted " + muted);
    }

    public static void setAppVolume(float volume) {
        Google.log.add("volume " + volume);
    }
}
