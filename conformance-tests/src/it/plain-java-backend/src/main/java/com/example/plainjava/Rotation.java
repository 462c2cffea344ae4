package com.example.plainjava;

import dev.heed.attention.Rope;
import java.util.Optional;

/** Rotary positions of queries and keys (rule ATT-18). */
final class Rotation {
    private final Optional<Rope> rope;

    Rotation(Optional<Rope> rope) {
        this.rope = rope;
    }

    /** A vector at a position: turned, or as it was if there is nothing to turn. */
    float[] turn(float[] vector, long position) {
        return rope.map(each -> turn(each, vector, position)).orElse(vector);
    }

    private static float[] turn(Rope rope, float[] vector, long position) {
        float[] turned = vector.clone();
        int pairs = rope.rotaryWidth() / 2;
        for (int k = 0; k < pairs; k++) {
            boolean half = rope.pairing() == Rope.Pairing.HALF;
            int first = half ? k : 2 * k;
            int second = half ? k + pairs : 2 * k + 1;
            double cos = Math.cos(position * rope.frequency(k));
            double sin = Math.sin(position * rope.frequency(k));
            turned[first] = (float) (vector[first] * cos - vector[second] * sin);
            turned[second] = (float) (vector[first] * sin + vector[second] * cos);
        }
        return turned;
    }
}
