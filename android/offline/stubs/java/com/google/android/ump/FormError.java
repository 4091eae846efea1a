package com.google.android.ump;

public class FormError {}
