package com.example.plainjava;

import dev.heed.spi.Broadcast;
import dev.heed.spi.VisibleKeys;
import java.util.ArrayList;
import java.util.List;

/** The masks of one call that come as tensors (rules ATT-4, ATT-5 and ATT-10), and the range that the others leave. */
final class MaskTensors {
    private final VisibleKeys visible;
    private final List<boolean[]> allowed = new ArrayList<>();
    private final List<float[]> additive = new ArrayList<>();

    MaskTensors(VisibleKeys visible) {
        this.visible = visible;
        for (Broadcast each : visible.allowed()) {
            allowed.add(each.tensor().toBooleanArray());
        }
        for (Broadcast each : visible.additive()) {
            additive.add(each.tensor().toFloatArray());
        }
    }

    /** What is added to the score of a query and a key; −∞ if the query does not see the key. */
    double addend(int b, int h, int query, int key) {
        if (key < visible.from(b, query) || key >= visible.to(b, query)) {
            return Double.NEGATIVE_INFINITY;
        }
        for (int n = 0; n < allowed.size(); n++) {
            if (!allowed.get(n)[visible.allowed().get(n).index(b, h, query, key)]) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        double sum = 0;
        for (int n = 0; n < additive.size(); n++) {
            float addend = additive.get(n)[visible.additive().get(n).index(b, h, query, key)];
            if (addend == Float.NEGATIVE_INFINITY) {
                return Double.NEGATIVE_INFINITY; // whatever another mask adds, +∞ included
            }
            sum += addend;
        }
        return sum;
    }
}
