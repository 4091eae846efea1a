package com.google.firebase.analytics;

import android.content.Context;
import android.os.Bundle;
import com.google.stubs.Google;

public final class FirebaseAnalytics {
    public static FirebaseAnalytics getInstance(Context context) {
        return new FirebaseAnalytics();
    }

    public void setAnalyticsCollectionEnabled(boolean enabled) {
        Google.log.add("analytics " + enabled);
    }

    public void logEvent(String name, Bundle fields) {
        StringBuilder text = new StringBuilder("event " + name);
        for (String key : fields.keySet()) text.append(' ').append(key).append('=').append(fields.getString(key));
        Google.log.add(text.toString());
    }
}
