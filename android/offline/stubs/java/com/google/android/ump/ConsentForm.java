package com.google.android.ump;

public interface ConsentForm {
    interface OnConsentFormDismissedListener {
        void onConsentFormDismissed(FormError error);
    }
}
