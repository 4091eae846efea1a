package com.google.android.gms.ads;

public abstract class AdLoadCallback<T> {
    public void onAdLoaded(T ad) {}

    public void onAdFailedToLoad(LoadAdError error) {}
}
