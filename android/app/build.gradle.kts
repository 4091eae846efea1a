import java.util.Properties

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
}

/** The operator's file, each key overridden by an environment variable. `cargo xtask android` reads the same. */
val operator = Properties().apply { rootProject.file("calln.properties").reader().use(::load) }

fun operator(key: String): String =
    System.getenv("CALLN_ANDROID_" + key.replace('.', '_').uppercase()) ?: operator.getProperty(key, "").trim()

android {
    namespace = "app.calln.android"
    compileSdk = 36

    defaultConfig {
        applicationId = operator("application.id")
        minSdk = 26
        targetSdk = 36
        versionCode = operator("version.code").toInt()
        versionName = operator("version.name")
        manifestPlaceholders["originHost"] = uri(operator("origin")).host
        resValue("string", "origin", operator("origin"))
        resValue("string", "app_name", operator("name"))
    }

    // `plain` has nothing of Google's. Each flavour has one `advertising()`, see Advertising.kt.
    flavorDimensions += "google"
    productFlavors {
        create("plain") { dimension = "google" }
        create("play") {
            dimension = "google"
            manifestPlaceholders["admobApp"] = operator("admob.app")
            val analytics = operator("firebase.app").isNotEmpty()
            resValue("bool", "firebase", "$analytics")
            if (analytics) {
                resValue("string", "google_app_id", operator("firebase.app"))
                resValue("string", "google_api_key", operator("firebase.key"))
                resValue("string", "project_id", operator("firebase.project"))
            }
        }
    }

    val key = operator("key")
    signingConfigs {
        if (key.isNotEmpty()) {
            create("operator") {
                storeFile = rootProject.file(key)
                storeType = "pkcs12"
                storePassword = System.getenv("CALLN_ANDROID_KEY_PASSWORD")
                keyAlias = operator("key.alias")
                keyPassword = storePassword
            }
        }
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
            signingConfig = signingConfigs.findByName("operator") ?: signingConfigs.getByName("debug")
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    // F-Droid compares bytes: what Google would add encrypted for itself differs from build to build.
    dependenciesInfo {
        includeInApk = false
        includeInBundle = false
    }

    testOptions { unitTests { isIncludeAndroidResources = true } }
}

/** The operator's icon, as the drawable `icon`. */
val copyIcon by tasks.registering(Copy::class) {
    from(rootProject.file(operator("icon"))) { rename { "icon.${it.substringAfterLast('.')}" } }
    into(layout.buildDirectory.dir("operator/res/drawable"))
}

android.sourceSets["main"].res.srcDir(layout.buildDirectory.dir("operator/res"))
tasks.named("preBuild") { dependsOn(copyIcon) }

kotlin { jvmToolchain(21) }

dependencies {
    "playImplementation"(libs.ads)
    "playImplementation"(libs.ump)
    "playImplementation"(platform(libs.firebase.bom))
    "playImplementation"(libs.firebase.analytics)
    testImplementation(libs.junit)
    testImplementation(libs.robolectric)
}
