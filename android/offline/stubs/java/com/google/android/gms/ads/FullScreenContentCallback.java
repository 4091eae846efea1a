package com.google.android.gms.ads;

public abstract class FullScreenContentCallback {
    public void onAdDismissedFullScreenContent() {}

    public void onAdFailedToShowFullScreenContent(AdError error) {}
}
