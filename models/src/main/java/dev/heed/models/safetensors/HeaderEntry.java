package dev.heed.models.safetensors;

import java.util.Arrays;

/**
 * What a header says of one tensor.
 *
 * @param name its name
 * @param type its type, as the format writes it
 * @param dims its shape
 * @param begin where its bytes begin, from the end of the header
 * @param end where they end
 */
record HeaderEntry(String name, String type, long[] dims, long begin, long end) {
    @Override
    public String toString() {
        return name + " (" + type + " " + Arrays.toString(dims) + " at " + begin + " to " + end + ")";
    }
}
