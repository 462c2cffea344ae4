package dev.heed.tornado;

import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * What kernels for devices with wide registers do with 16 numbers at once. Vectors are only loaded, stored, added and
 * multiplied with one another: TornadoVM 5.2 makes one instruction of each of these, and 16 of everything else.
 */
final class Lanes {
    /** How many there are. */
    static final int COUNT = 16;

    private Lanes() {}

    static Float16 zeros() {
        return all(0);
    }

    /** The same number 16 times. */
    static Float16 all(float x) {
        return new Float16(x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x);
    }
}
