package com.google.android.ump;

import android.app.Activity;
import android.content.Context;
import com.google.android.ump.ConsentForm.OnConsentFormDismissedListener;
import com.google.stubs.Google;

public final class UserMessagingPlatform {
    public static ConsentInformation getConsentInformation(Context context) {
        return new Information();
    }

    public static void loadAndShowConsentFormIfRequired(Activity activity, OnConsentFormDismissedListener closed) {
        if (Google.asks) show("form", closed);
        else closed.onConsentFormDismissed(null);
    }

    public static void showPrivacyOptionsForm(Activity activity, OnConsentFormDismissedListener closed) {
        show("privacy options", closed);
    }

    private static void show(String what, OnConsentFormDismissedListener closed) {
        Google.log.add(what);
        Google.closeForm = () -> closed.onConsentFormDismissed(null);
    }

    private static final class Information implements ConsentInformation {
        @Override public void requestConsentInfoUpdate(
            Activity activity, ConsentRequestParameters parameters, OnConsentInfoUpdateSuccessListener success,
            OnConsentInfoUpdateFailureListener failure) {
            Google.log.add("consent update");
            if (Google.offline) failure.onConsentInfoUpdateFailure(new FormError());
            else success.onConsentInfoUpdateSuccess();
        }

        @Override public boolean canRequestAds() {
            return Google.allowsAds;
        }

        @Override public PrivacyOptionsRequirementStatus getPrivacyOptionsRequirementStatus() {
            return Google.asks ? PrivacyOptionsRequirementStatus.REQUIRED : PrivacyOptionsRequirementStatus.NOT_REQUIRED;
        }
    }
}
