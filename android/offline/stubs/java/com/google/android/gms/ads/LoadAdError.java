package com.google.android.gms.ads;

public final class LoadAdError extends AdError {}
