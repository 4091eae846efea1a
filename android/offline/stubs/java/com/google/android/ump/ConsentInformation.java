package com.google.android.ump;

import android.app.Activity;

public interface ConsentInformation {
    enum PrivacyOptionsRequirementStatus { UNKNOWN, NOT_REQUIRED, REQUIRED }

    interface OnConsentInfoUpdateSuccessListener {
        void onConsentInfoUpdateSuccess();
    }

    interface OnConsentInfoUpdateFailureListener {
        void onConsentInfoUpdateFailure(FormError error);
    }

    void requestConsentInfoUpdate(
        Activity activity, ConsentRequestParameters parameters, OnConsentInfoUpdateSuccessListener success,
        OnConsentInfoUpdateFailureListener failure);

    boolean canRequestAds();

    PrivacyOptionsRequirementStatus getPrivacyOptionsRequirementStatus();
}
