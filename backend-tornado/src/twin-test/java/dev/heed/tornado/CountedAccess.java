package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** What {@link CountingLoader} puts in the place of a kernel's accesses to arrays. */
final class CountedAccess {
    private CountedAccess() {}

    /** A work-item of a kernel begins. */
    static void enter(KernelContext context, String kernel) {
        if (context.globalIdx == 0 && context.globalIdy == 0 && context.globalIdz == 0) {
            KernelCounts.begin(kernel);
        }
    }

    static float get(FloatArray array, int index) {
        KernelCounts.read(array, index);
        return array.get(index);
    }

    static void set(FloatArray array, int index, float value) {
        KernelCounts.write(array, index);
        array.set(index, value);
    }
}
