package com.google.stubs;

import java.util.ArrayList;
import java.util.List;

/**
 * What the stand-ins for Google's libraries were told, and what they are to answer. Their signatures are Google's, for
 * the app to be compiled against where Google's repository can't be reached; they do nothing.
 */
public final class Google {
    /** In order. */
    public static final List<String> log = new ArrayList<>();
    /** Whether UMP says that advertising may be asked for. */
    public static boolean allowsAds;
    /** Whether UMP shows a form, and offers a way back to it. */
    public static boolean asks;
    /** Whether UMP can't be reached. */
    public static boolean offline;
    /** Whether AdMob has no full-screen advertisement. */
    public static boolean noFill;
    /** Closes the form that is shown. */
    public static Runnable closeForm;
    /** Closes the full-screen advertisement that is shown. */
    public static Runnable closeAd;

    private Google() {}

    public static void reset() {
        log.clear();
        allowsAds = false;
        asks = false;
        offline = false;
        noFill = false;
        closeForm = null;
        closeAd = null;
    }
}
