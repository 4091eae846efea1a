package com.google.android.gms.ads;

import android.content.Context;
import android.view.ViewGroup;
import com.google.stubs.Google;

public abstract class BaseAdView extends ViewGroup {
    private String unit;
    private AdSize size;

    protected BaseAdView(Context context) {
        super(context);
    }

    public String getAdUnitId() {
        return unit;
    }

    public void setAdUnitId(String unit) {
        this.unit = unit;
    }

    public AdSize getAdSize() {
        return size;
    }

    public void setAdSize(AdSize size) {
        this.size = size;
    }

    public void loadAd(AdRequest request) {
        Google.log.add("banner " + unit);
    }

    public void destroy() {
        Google.log.add("banner gone");
    }

    @Override protected void onLayout(boolean changed, int left, int top, int right, int bottom) {}
}
