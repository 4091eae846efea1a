package com.google.android.gms.ads.interstitial;

import android.app.Activity;
import android.content.Context;
import com.google.android.gms.ads.AdRequest;
import com.google.android.gms.ads.FullScreenContentCallback;
import com.google.android.gms.ads.LoadAdError;
import com.google.stubs.Google;

public abstract class InterstitialAd {
    public static void load(Context context, String unit, AdRequest request, InterstitialAdLoadCallback callback) {
        Google.log.add("load " + unit);
        if (Google.noFill) callback.onAdFailedToLoad(new LoadAdError());
        else callback.onAdLoaded(new Loaded(unit));
    }

    public abstract FullScreenContentCallback getFullScreenContentCallback();

    public abstract void setFullScreenContentCallback(FullScreenContentCallback callback);

    public abstract void show(Activity activity);

    private static final class Loaded extends InterstitialAd {
        private final String unit;
        private FullScreenContentCallback callback;

        Loaded(String unit) {
            this.unit = unit;
        }

        @Override public FullScreenContentCallback getFullScreenContentCallback() {
            return callback;
        }

        @Override public void setFullScreenContentCallback(FullScreenContentCallback callback) {
            this.callback = callback;
        }

        @Override public void show(Activity activity) {
            Google.log.add("show " + unit);
            Google.closeAd = callback::onAdDismissedFullScreenContent;
        }
    }
}
