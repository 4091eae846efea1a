package com.google.android.gms.ads.initialization;

public interface InitializationStatus {}
