package uk.ac.manchester.tornado.api.math;

/** Functions that a device has as instructions. */
public class TornadoMath {
    private TornadoMath() {}

    /** The smaller. */
    public static float min(float a, float b) {
        return Math.min(a, b);
    }

    /** The smaller. */
    public static int min(int a, int b) {
        return Math.min(a, b);
    }

    /** The larger. */
    public static float max(float a, float b) {
        return Math.max(a, b);
    }

    /** The larger. */
    public static int max(int a, int b) {
        return Math.max(a, b);
    }

    /** The magnitude. */
    public static float abs(float a) {
        return Math.abs(a);
    }

    /** e to a power. */
    public static float exp(float value) {
        return (float) Math.exp(value);
    }

    /** The square root. */
    public static float sqrt(float value) {
        return (float) Math.sqrt(value);
    }
}
