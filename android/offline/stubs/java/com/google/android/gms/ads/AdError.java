package com.google.android.gms.ads;

public class AdError {}
