package dev.heed.nd4j;

import dev.heed.spi.Broadcast;
import dev.heed.spi.VisibleKeys;
import dev.heed.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The mask tensors of a call (rules ATT-4, ATT-5 and ATT-10). */
final class DenseMasks {
    private record Allowed(Broadcast mask, ByteBuffer values) {}

    private record Additive(Broadcast mask, FloatBuffer values) {}

    private final List<Allowed> allowed = new ArrayList<>();
    private final List<Additive> additive = new ArrayList<>();

    DenseMasks(VisibleKeys visible) {
        for (Broadcast mask : visible.allowed()) {
            allowed.add(new Allowed(mask, mask.tensor().bytes()));
        }
        for (Broadcast mask : visible.additive()) {
            additive.add(new Additive(mask, mask.tensor().to(DType.FLOAT32).floats()));
        }
    }

    /**
     * Adds and excludes for one query and count keys from one on, whose scores stand at {@code at}. What is excluded
     * becomes −∞ whatever it was: NaN plus −∞ would leak (rule ATT-6).
     *
     * @param addend an array to work with, as long as the scores
     */
    void apply(int b, int head, int query, int key, int count, float[] scores, int at, float[] addend) {
        for (Additive each : additive) {
            int index = each.mask.index(b, head, query, key);
            if (each.mask.keyStride() == 1) {
                each.values.get(index, addend, at, count);
            } else {
                Arrays.fill(addend, at, at + count, each.values.get(index));
            }
            add(scores, addend, at, at + count);
        }
        for (Allowed each : allowed) {
            int index = each.mask.index(b, head, query, key);
            int stride = each.mask.keyStride();
            for (int i = 0; i < count; i++) {
                if (each.values.get(index + i * stride) == 0) {
                    scores[at + i] = Float.NEGATIVE_INFINITY;
                }
            }
        }
    }

    private static void add(float[] scores, float[] addend, int from, int to) {
        for (int i = from; i < to; i++) {
            scores[i] = addend[i] == Float.NEGATIVE_INFINITY ? addend[i] : scores[i] + addend[i];
        }
    }
}
