package app.calln.android

import android.app.Activity
import android.content.Intent
import android.content.pm.PackageInfo
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.os.Looper
import android.webkit.PermissionRequest
import android.webkit.WebMessage
import android.window.OnBackInvokedCallback
import app.calln.android.call.CallService
import app.calln.android.page.PageLink
import app.calln.android.page.PageView
import app.calln.android.permission.MicrophonePermission
import java.time.Duration
import org.json.JSONObject
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.android.controller.ServiceController
import org.robolectric.fakes.RoboWebMessagePort
import org.robolectric.shadows.ShadowWebView
import org.robolectric.util.ReflectionHelpers

/** The app as a caller starts it, with the test in the place of page, system and caller. */
class LaunchedApp(
    intent: Intent = Intent(Intent.ACTION_MAIN),
    state: Bundle? = null,
    webView: String = "140.0.1.2",
) : AutoCloseable {
    private val controller: ActivityController<MainActivity>
    val activity: MainActivity
    val application: CallnApplication get() = RuntimeEnvironment.getApplication() as CallnApplication
    val page: PageView get() = activity.screen.page!!
    private var service: ServiceController<CallService>? = null
    private var closed = false

    init {
        newWebView(webView)
        controller = Robolectric.buildActivity(MainActivity::class.java, intent)
        activity = controller.get()
        if (state == null) controller.create() else controller.create(state)
        controller.start().resume().visible()
    }

    /** The page has loaded; it takes the port and answers it. */
    fun loadPage(url: String = ORIGIN): LaunchedApp {
        shadowOf(page).webViewClient.onPageStarted(page, url, null)
        shadowOf(page).webViewClient.onPageFinished(page, url)
        port?.let { say("""{"type":"ready","version":1}""") }
        return this
    }

    /** The page's end of the channel. */
    val port: RoboWebMessagePort? get() = shadowOf(page).createdPorts.lastOrNull()?.get(1)

    fun say(json: String) {
        port!!.postMessage(WebMessage(json))
        idle()
    }

    fun idlePage() = say("""{"type":"state","state":{"at":"idle"}}""")
    fun search() = say("""{"type":"state","state":{"at":"searching"}}""")
    fun call(country: String? = "FR", connected: Boolean = true, muted: Boolean = false) {
        val shown = country?.let { "\"$it\"" }
        say("""{"type":"state","state":{"at":"call","country":$shown,"connected":$connected,"muted":$muted}}""")
    }

    /** What the app has said to the page, oldest first. */
    fun heard(): List<JSONObject> = port!!.receivedMessages.map { JSONObject(it) }
    fun heard(type: String): List<JSONObject> = heard().filter { it.getString("type") == type }

    /** What Android was asked to allow. */
    fun asked(): List<String> =
        shadowOf(activity).lastRequestedPermission?.requestedPermissions?.toList().orEmpty()

    fun allow(vararg permissions: String) = shadowOf(application).grantPermissions(*permissions)

    /** The caller has answered what Android asked for the microphone. */
    fun answerMicrophone() {
        ReflectionHelpers.setField(activity, "mHasCurrentPermissionsRequest", false)
        activity.onRequestPermissionsResult(MicrophonePermission.CODE, arrayOf(), intArrayOf())
    }

    /** Starts what the app has asked Android to start. Null where it has asked for nothing. */
    fun service(): CallService? {
        while (true) {
            val intent = shadowOf(application).nextStartedService ?: break
            check(intent.component?.className == CallService::class.java.name)
            val running = service ?: Robolectric.buildService(CallService::class.java, intent).create().also { service = it }
            running.get().onStartCommand(intent, 0, 1)
        }
        idle()
        return service?.get()
    }

    /** Android ends a service that has stopped itself. */
    fun serviceRuns(): Boolean {
        val running = service ?: return false
        if (!shadowOf(running.get()).isStoppedBySelf) return true
        running.destroy()
        service = null
        return false
    }

    /** Android ends the service, which hasn't stopped itself. */
    fun endService() {
        service!!.destroy()
        service = null
    }

    /** The gesture or the button. */
    @Suppress("DEPRECATION")
    fun back() {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return activity.onBackPressed()
        val root = ReflectionHelpers.callInstanceMethod<Any>(activity.window.decorView, "getViewRootImpl")
        val dispatcher = ReflectionHelpers.callInstanceMethod<Any>(root, "getOnBackInvokedDispatcher")
        ReflectionHelpers.callInstanceMethod<OnBackInvokedCallback>(dispatcher, "getTopCallback").onBackInvoked()
    }

    fun pause() { controller.pause() }
    fun resume() { controller.resume() }
    fun controller(): ActivityController<MainActivity> = controller
    fun result(code: Int, result: Int, data: Intent?) {
        val method = Activity::class.java.getDeclaredMethod("onActivityResult", Int::class.java, Int::class.java, Intent::class.java)
        method.isAccessible = true
        method.invoke(activity, code, result, data)
    }

    fun idle() = shadowOf(Looper.getMainLooper()).idle()
    fun pass(seconds: Long) = shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(seconds))

    override fun close() {
        if (closed) return
        closed = true
        controller.pause().stop().destroy()
    }

    /** A page that asks for a microphone, or for more. */
    class Request(private val from: String, private vararg val wants: String) : PermissionRequest() {
        var answer: String? = null
        override fun getOrigin(): Uri = Uri.parse(from)
        override fun getResources() = arrayOf(*wants)
        override fun grant(resources: Array<String>) { answer = resources.joinToString() }
        override fun deny() { answer = "denied" }
    }

    companion object {
        const val ORIGIN = "https://calln.example/"
        const val GREETING = PageLink.GREETING

        fun newWebView(version: String) {
            ShadowWebView.setCurrentWebViewPackage(PackageInfo().apply { packageName = "com.google.android.webview"; versionName = version })
        }

        fun microphone(from: String = ORIGIN) = Request(from, PermissionRequest.RESOURCE_AUDIO_CAPTURE)
    }
}
