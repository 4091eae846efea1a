package com.google.android.ump;

public class ConsentRequestParameters {
    public static final class Builder {
        public ConsentRequestParameters build() {
            return new ConsentRequestParameters();
        }
    }
}
