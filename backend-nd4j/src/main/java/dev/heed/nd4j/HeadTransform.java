package dev.heed.nd4j;

import org.jspecify.annotations.Nullable;

/**
 * What happens to each query or key of a head before the score: a rotation, and for cosines a normalisation.
 *
 * @param width the head's
 * @param rotation null for none
 * @param normalise whether it is brought to length 1; a zero vector stays one
 */
record HeadTransform(int width, @Nullable Rotation rotation, boolean normalise) {
    boolean changesNothing() {
        return rotation == null && !normalise;
    }

    /** Transforms the head that begins at row[at]; index picks the rotation. */
    void apply(int index, float[] row, int at) {
        if (rotation != null) {
            rotation.turn(index, row, at);
        }
        if (normalise) {
            normalise(row, at, at + width);
        }
    }

    private static void normalise(float[] row, int from, int to) {
        double square = 0;
        for (int i = from; i < to; i++) {
            square += (double) row[i] * row[i];
        }
        double factor = square == 0 ? 0 : 1 / Math.sqrt(square);
        for (int i = from; i < to; i++) {
            row[i] = (float) (row[i] * factor);
        }
    }
}
