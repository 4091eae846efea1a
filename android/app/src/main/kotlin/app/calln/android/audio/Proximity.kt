package app.calln.android.audio

import android.content.Context
import android.hardware.Sensor
import android.hardware.SensorEvent
import android.hardware.SensorEventListener
import android.hardware.SensorManager
import android.os.PowerManager

/** Turns the screen off at the ear, so that a cheek presses nothing. [left] is told when the phone leaves the ear. */
internal class Proximity(context: Context, private val left: () -> Unit) : SensorEventListener {
    private val power = context.getSystemService(PowerManager::class.java)
    private val sensors = context.getSystemService(SensorManager::class.java)
    private var lock: PowerManager.WakeLock? = null

    /** Whether the phone is at the ear. */
    var near = false
        private set

    var on = false
        set(wanted) {
            if (wanted == field) return
            field = wanted
            if (wanted) acquire() else release()
        }

    private fun acquire() {
        sensors.getDefaultSensor(Sensor.TYPE_PROXIMITY)?.let {
            sensors.registerListener(this, it, SensorManager.SENSOR_DELAY_NORMAL)
        }
        if (!power.isWakeLockLevelSupported(PowerManager.PROXIMITY_SCREEN_OFF_WAKE_LOCK)) return
        lock = power.newWakeLock(PowerManager.PROXIMITY_SCREEN_OFF_WAKE_LOCK, "calln:ear")
            .apply { acquire(LONGEST_MILLIS) }
    }

    private fun release() {
        sensors.unregisterListener(this)
        near = false
        // The screen stays off until the phone has left the ear.
        lock?.takeIf { it.isHeld }?.release(PowerManager.RELEASE_FLAG_WAIT_FOR_NO_PROXIMITY)
        lock = null
    }

    override fun onSensorChanged(event: SensorEvent) {
        val before = near
        // Many sensors know two distances alone, zero and their range.
        near = event.values[0] < minOf(event.sensor.maximumRange, NEAR_CENTIMETRES)
        if (before && !near) left()
    }

    override fun onAccuracyChanged(sensor: Sensor, accuracy: Int) = Unit

    private companion object {
        const val LONGEST_MILLIS = 12 * 60 * 60_000L
        const val NEAR_CENTIMETRES = 5f
    }
}
