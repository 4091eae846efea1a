package app.calln.android.page

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.provider.MediaStore
import android.webkit.WebChromeClient.FileChooserParams
import app.calln.android.LaunchedApp
import app.calln.android.OnBothAndroids
import app.calln.android.permission.picks
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

class PhotoPickerTest : OnBothAndroids() {
    private fun LaunchedApp.picker(): Intent = shadowOf(activity).nextStartedActivityForResult.intent

    private fun picked(result: Int, data: Intent?): Array<Uri>? {
        val app = launch().loadPage()
        var answer: Array<Uri>? = arrayOf(Uri.EMPTY)
        app.picks { answer = it }
        app.result(PhotoPicker.CODE, result, data)
        return answer
    }

    @Test @Config(sdk = [36]) fun p33_a_picture_comes_through_the_systems_photo_picker() {
        val app = launch().loadPage()
        app.picks { }
        val intent = app.picker()
        assertEquals(MediaStore.ACTION_PICK_IMAGES, intent.action)
        assertEquals("image/*", intent.type)
        assertFalse("one picture", intent.hasExtra(MediaStore.EXTRA_PICK_IMAGES_MAX))
        assertEquals(emptyList<String>(), app.asked())
    }

    @Test @Config(sdk = [26]) fun p33_before_there_was_one_through_the_document_picker() {
        val app = launch().loadPage()
        app.picks { }
        assertEquals(Intent.ACTION_OPEN_DOCUMENT, app.picker().action)
        assertEquals(emptyList<String>(), app.asked())
    }

    @Test fun the_one_that_was_chosen_goes_to_the_page() {
        val uri = Uri.parse("content://media/picker/0/1")
        assertArrayEquals(arrayOf(uri), picked(Activity.RESULT_OK, Intent().setData(uri)))
    }

    @Test fun nothing_chosen_and_no_path_of_a_file_go_to_the_page() {
        assertNull(picked(Activity.RESULT_CANCELED, null))
        assertNull(picked(Activity.RESULT_OK, null))
        assertNull(picked(Activity.RESULT_OK, Intent().setData(Uri.parse("file:///data/data/app.calln.android/secret"))))
    }

    /** The manifest of a test build is merged with one of a library that wants all of them: offline/stubs/greedy.xml. */
    @Test fun p33_no_permission_for_anybodys_pictures_survives_the_merge() {
        val app = launch().application
        val info = app.packageManager.getPackageInfo(app.packageName, PackageManager.GET_PERMISSIONS)
        val wanted = info.requestedPermissions!!.toSet()
        assertTrue("the manifest was read", Manifest.permission.RECORD_AUDIO in wanted)
        assertTrue("the library was merged", "com.google.android.gms.permission.AD_ID" in wanted)
        val never = listOf(
            "READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO", "READ_MEDIA_AUDIO", "READ_MEDIA_VISUAL_USER_SELECTED",
            "READ_EXTERNAL_STORAGE", "WRITE_EXTERNAL_STORAGE", "MANAGE_EXTERNAL_STORAGE", "CAMERA",
        )
        for (name in never) assertFalse(name, "android.permission.$name" in wanted)
    }
}

/** The page's input for a file that is a picture. */
internal object OnePicture : FileChooserParams() {
    override fun getMode() = MODE_OPEN
    override fun getAcceptTypes() = arrayOf("image/*")
    override fun isCaptureEnabled() = false
    override fun getTitle(): CharSequence? = null
    override fun getFilenameHint(): String? = null
    override fun createIntent() = Intent(Intent.ACTION_GET_CONTENT)
    override fun getPermissionMode() = 0
}
