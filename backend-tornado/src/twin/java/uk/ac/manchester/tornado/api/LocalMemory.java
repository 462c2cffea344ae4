package uk.ac.manchester.tornado.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The local memory of the group that runs: the n-th array that a work-item asks for is that of its whole group. */
final class LocalMemory {
    private final List<Object> arrays = new ArrayList<>();
    private int bytes;

    /** A new group finds what real memory has in it: nothing to count on. */
    void startGroup() {
        for (Object each : arrays) {
            if (each instanceof float[] floats) {
                Arrays.fill(floats, Float.NaN);
            } else {
                Arrays.fill((int[]) each, 0x7AADBEEF);
            }
        }
    }

    float[] floats(int number, int size) {
        if (number == arrays.size()) {
            float[] array = new float[size];
            Arrays.fill(array, Float.NaN);
            keep(array, size);
        }
        float[] array = (float[]) arrays.get(number);
        requireSame(array.length, size);
        return array;
    }

    int[] ints(int number, int size) {
        if (number == arrays.size()) {
            int[] array = new int[size];
            Arrays.fill(array, 0x7AADBEEF);
            keep(array, size);
        }
        int[] array = (int[]) arrays.get(number);
        requireSame(array.length, size);
        return array;
    }

    private void keep(Object array, int size) {
        arrays.add(array);
        bytes += 4 * size;
        if (bytes > PlainJavaDevice.LOCAL_MEMORY) {
            throw new IllegalStateException("a group asks for " + bytes + " bytes of local memory, and there are "
                    + PlainJavaDevice.LOCAL_MEMORY);
        }
    }

    private static void requireSame(int known, int asked) {
        if (known != asked) {
            throw new IllegalStateException(
                    "work-items of a group ask for local arrays of " + known + " and of " + asked + " elements");
        }
    }
}
