package dev.heed.nd4j;

import dev.heed.attention.Rope;
import java.util.function.IntToLongFunction;

/** Sines and cosines for a run of positions, and the turn by them (rule ATT-18). */
final class Rotation {
    private final Rope rope;
    private final int pairs;
    private final float[] cos;
    private final float[] sin;

    /** For indices 0 to count − 1, each at its own position. */
    Rotation(Rope rope, int count, IntToLongFunction position) {
        this.rope = rope;
        this.pairs = rope.rotaryWidth() / 2;
        this.cos = new float[Math.multiplyExact(count, pairs)];
        this.sin = new float[cos.length];
        for (int k = 0; k < pairs; k++) {
            double frequency = rope.frequency(k);
            for (int i = 0; i < count; i++) {
                double angle = position.applyAsLong(i) * frequency;
                cos[i * pairs + k] = (float) Math.cos(angle);
                sin[i * pairs + k] = (float) Math.sin(angle);
            }
        }
    }

    /** Turns the head that begins at row[at]. */
    void turn(int index, float[] row, int at) {
        boolean half = rope.pairing() == Rope.Pairing.HALF;
        int step = half ? 1 : 2;
        int toOther = half ? pairs : 1;
        for (int k = 0; k < pairs; k++) {
            int first = at + k * step;
            int second = first + toOther;
            float x = row[first];
            float y = row[second];
            float c = cos[index * pairs + k];
            float s = sin[index * pairs + k];
            row[first] = x * c - y * s;
            row[second] = y * c + x * s;
        }
    }
}
