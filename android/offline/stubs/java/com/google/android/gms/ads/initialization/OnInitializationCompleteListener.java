package com.google.android.gms.ads.initialization;

public interface OnInitializationCompleteListener {
    void onInitializationComplete(InitializationStatus status);
}
