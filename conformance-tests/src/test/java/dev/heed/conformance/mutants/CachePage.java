package dev.heed.conformance.mutants;

import java.util.Arrays;

/** Keys and values of some tokens, [layer][slot]. */
final class CachePage {
    static final int TOKENS = 16;

    private final double[][][] keys;
    private final double[][][] values;

    CachePage(int layers) {
        keys = new double[layers][TOKENS][];
        values = new double[layers][TOKENS][];
    }

    CachePage copy() {
        CachePage copy = new CachePage(keys.length);
        for (int layer = 0; layer < keys.length; layer++) {
            copy.keys[layer] = Arrays.copyOf(keys[layer], TOKENS);
            copy.values[layer] = Arrays.copyOf(values[layer], TOKENS);
        }
        return copy;
    }

    void put(int layer, int slot, double[] key, double[] value) {
        keys[layer][slot] = key;
        values[layer][slot] = value;
    }

    double[] key(int layer, int slot) {
        return keys[layer][slot];
    }

    double[] value(int layer, int slot) {
        return values[layer][slot];
    }
}
