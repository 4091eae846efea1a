package com.google.android.gms.ads.interstitial;

import com.google.android.gms.ads.AdLoadCallback;

public abstract class InterstitialAdLoadCallback extends AdLoadCallback<InterstitialAd> {}
