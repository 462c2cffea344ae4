package dev.heed.nd4j;

import dev.heed.encoder.Norm;

/**
 * A norm with its learned numbers.
 *
 * @param norm the formula
 * @param weight [width]
 * @param bias [width], zeros if the norm has none
 */
record NormRow(Norm norm, float[] weight, float[] bias) {
    /** Normalises elements 0 to width − 1. */
    void apply(float[] x) {
        int width = weight.length;
        if (norm.kind() == Norm.Kind.LAYER_NORM) {
            Vectors.subtract(x, Vectors.sum(x, 0, width) / width, 0, width);
        }
        double meanSquare = Vectors.sumOfSquares(x, 0, width) / width;
        affine(x, (float) (1 / Math.sqrt(meanSquare + norm.epsilon())), weight, bias);
    }

    private static void affine(float[] x, float factor, float[] weight, float[] bias) {
        for (int i = 0; i < weight.length; i++) {
            x[i] = x[i] * factor * weight[i] + bias[i];
        }
    }
}
