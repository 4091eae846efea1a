package com.google.android.gms.ads;

import android.content.Context;

public final class AdView extends BaseAdView {
    public AdView(Context context) {
        super(context);
    }
}
