package dev.heed.tornado;

import dev.heed.attention.Rope;
import java.util.function.IntToLongFunction;

/** Cosines and sines of the turns of some positions: [positions, pairs, 2]; computed in double precision. */
final class AngleTable {
    private AngleTable() {}

    static float[] of(Rope rope, int count, IntToLongFunction position) {
        int pairs = rope.rotaryWidth() / 2;
        float[] table = new float[Math.multiplyExact(Math.multiplyExact(count, pairs), 2)];
        for (int k = 0; k < pairs; k++) {
            double frequency = rope.frequency(k);
            for (int i = 0; i < count; i++) {
                double angle = position.applyAsLong(i) * frequency;
                table[2 * (i * pairs + k)] = (float) Math.cos(angle);
                table[2 * (i * pairs + k) + 1] = (float) Math.sin(angle);
            }
        }
        return table;
    }
}
