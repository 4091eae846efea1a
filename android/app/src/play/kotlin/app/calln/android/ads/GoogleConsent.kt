package app.calln.android.ads

import android.app.Activity
import android.content.Context
import android.preference.PreferenceManager
import com.google.android.ump.ConsentInformation.PrivacyOptionsRequirementStatus
import com.google.android.ump.ConsentRequestParameters
import com.google.android.ump.UserMessagingPlatform

/**
 * What the caller allows, asked by Google's User Messaging Platform where the law asks for it. UMP keeps the answer in
 * the app's preferences in the form of IAB's Transparency and Consent Framework 2.
 */
internal class GoogleConsent(private val context: Context) {
    private val information = UserMessagingPlatform.getConsentInformation(context)

    /** Whether any advertising may be asked for, personal or not. */
    val allowsAds: Boolean get() = information.canRequestAds()

    /** Whether a way back to the choice must be offered. */
    val offersOptions: Boolean
        get() = information.privacyOptionsRequirementStatus == PrivacyOptionsRequirementStatus.REQUIRED

    /** Whether visits may be counted. */
    @Suppress("DEPRECATION")
    val allowsAnalytics: Boolean
        get() {
            if (!allowsAds) return false
            val answers = PreferenceManager.getDefaultSharedPreferences(context)
            if (answers.getInt("IABTCF_gdprApplies", 0) != 1) return true
            val purposes = answers.getString("IABTCF_PurposeConsents", null).orEmpty()
            return ANALYTICS_PURPOSES.all { purposes.getOrNull(it - 1) == '1' }
        }

    /** Asks where an answer is missing. [answered] is called when there is one, or, with false, none can be had. */
    fun ask(activity: Activity, answered: (reached: Boolean) -> Unit) = information.requestConsentInfoUpdate(
        activity,
        ConsentRequestParameters.Builder().build(),
        { UserMessagingPlatform.loadAndShowConsentFormIfRequired(activity) { answered(true) } },
        // No network: what was answered earlier still holds.
        { answered(false) },
    )

    /** Shows the choice again. */
    fun showOptions(activity: Activity, answered: () -> Unit) =
        UserMessagingPlatform.showPrivacyOptionsForm(activity) { answered() }

    private companion object {
        /** Storing on the device; measuring content; understanding audiences (TCF 2.2, purposes 1, 8 and 9). */
        val ANALYTICS_PURPOSES = listOf(1, 8, 9)
    }
}
